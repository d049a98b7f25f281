use std::fmt;

/// A field of an event, as files name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// `event`
    Event,
    /// `entityType`
    EntityType,
    /// `entityId`
    EntityId,
    /// `targetEntityType`
    TargetEntityType,
    /// `targetEntityId`
    TargetEntityId,
    /// `eventTime`
    EventTime,
    /// `prId`
    PrId,
    /// `eventId`
    EventId,
    /// `tags`
    Tags,
}

impl Field {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::EntityType => "entityType",
            Self::EntityId => "entityId",
            Self::TargetEntityType => "targetEntityType",
            Self::TargetEntityId => "targetEntityId",
            Self::EventTime => "eventTime",
            Self::PrId => "prId",
            Self::EventId => "eventId",
            Self::Tags => "tags",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a line is no event. The words are in [`crate::errors::events`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The line is longer than any event may be.
    #[error("longer than {0} bytes")]
    LineTooLong(usize),
    /// Some bytes are not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// It is not JSON, or something follows the JSON.
    #[error("not JSON: {reason} at column {column}")]
    NotJson {
        /// What the parser says.
        reason: String,
        /// Where, from 1.
        column: usize,
    },
    /// It is JSON, but not an object.
    #[error("not an object")]
    NotAnObject,
    /// A field that every event has is missing.
    #[error("no {0}")]
    Missing(Field),
    /// A field that every event has is null.
    #[error("{0} is null")]
    Null(Field),
    /// A field is `true`, `false`, a list or an object.
    #[error("{0} is no text")]
    NotText(Field),
    /// A text has one half of a surrogate pair, which is no character.
    #[error("{0} has half a character")]
    HalfCharacter(Field),
    /// A field is the empty text.
    #[error("{0} is empty")]
    Empty(Field),
    /// One of the two fields of the target is there without the other.
    #[error("half a target")]
    HalfTarget,
    /// `properties` is not an object.
    #[error("properties is no object")]
    PropertiesNotAnObject,
    /// `$unset` says nothing to unset.
    #[error("nothing to unset")]
    NothingToUnset,
    /// A name that begins as PIO's own do, and is none of them.
    #[error("{name} is reserved in {field}")]
    Reserved {
        /// The field: the event's name or a type.
        field: Field,
        /// The name.
        name: String,
    },
    /// The same, of a property.
    #[error("the property {0} is reserved")]
    ReservedProperty(String),
    /// `$set`, `$unset` or `$delete` with a target.
    #[error("{0} with a target")]
    SpecialWithTarget(String),
    /// `eventTime` is not in PIO's form.
    #[error("the time {0}")]
    Time(String),
    /// A time outside of what PostgreSQL stores.
    #[error("the time {0} is out of range")]
    TimeOutOfRange(String),
    /// A text is longer than its column.
    #[error("{field} is longer than {limit}")]
    TooLong {
        /// The field.
        field: Field,
        /// Characters that the column holds.
        limit: usize,
    },
    /// A text holds the character zero, which PostgreSQL does not store.
    #[error("{0} holds a zero")]
    Zero(Field),
}
