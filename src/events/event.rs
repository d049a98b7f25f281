//! One line of a file, read and judged as PIO's event server does it.

use super::fault::{Fault, Field};
use super::number::java_text;
use super::time::Time;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The events of PIO's own, by which entities get and lose properties.
const SPECIAL: [&str; 3] = ["$set", "$unset", "$delete"];
/// The type of PIO's own entities: predicted results.
const BUILT_IN_TYPE: &str = "pio_pr";

/// The type and the id of an entity.
type Entity<'a> = (Cow<'a, str>, Cow<'a, str>);

/// An event that PIO would take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event<'a> {
    /// Its id. PIO 0.10 makes a new one for each event that it takes in, 0.14 keeps it.
    pub id: Option<Cow<'a, str>>,
    /// Its name.
    pub name: Cow<'a, str>,
    /// What kind of entity it happened to.
    pub entity_type: Cow<'a, str>,
    /// Which one.
    pub entity_id: Cow<'a, str>,
    /// What kind of entity it happened with, and which one.
    pub target: Option<Entity<'a>>,
    /// A JSON object, as it is in the line.
    pub properties: &'a str,
    /// When it happened.
    pub time: Time,
    /// Its tags, joined as PIO stores them. PIO's event server neither takes nor shows tags.
    pub tags: Option<String>,
    /// The predicted result that it belongs to.
    pub pr_id: Option<Cow<'a, str>>,
    /// When it was stored. PIO's event server takes the present instead.
    pub created: Time,
}

impl<'a> Event<'a> {
    /// Reads a line. What it leaves out takes place at `now`.
    ///
    /// # Errors
    /// When the line is not JSON, or PIO's event server would not take it.
    pub fn parse(line: &'a str, now: Time) -> Result<Self, Fault> {
        let fields: Fields = serde_json::from_str(line).map_err(|error| not_json(line, &error))?;
        let event = Self {
            name: required(Field::Event, fields.event)?,
            entity_type: required(Field::EntityType, fields.entity_type)?,
            entity_id: required(Field::EntityId, fields.entity_id)?,
            target: target(&fields)?,
            properties: properties(fields.properties)?,
            time: time(fields.event_time)?.unwrap_or(now),
            pr_id: text(Field::PrId, fields.pr_id)?,
            id: text(Field::EventId, fields.event_id)?,
            tags: tags(fields.tags),
            created: created(fields.creation_time).unwrap_or(now),
        };
        event.validate()?;
        Ok(event)
    }

    /// The texts, each with its field.
    pub fn texts(&self) -> impl Iterator<Item = (Field, &str)> {
        let target = self.target.as_ref();
        [
            (Field::EventId, self.id.as_deref()),
            (Field::Event, Some(&*self.name)),
            (Field::EntityType, Some(&*self.entity_type)),
            (Field::EntityId, Some(&*self.entity_id)),
            (Field::TargetEntityType, target.map(|(kind, _)| &**kind)),
            (Field::TargetEntityId, target.map(|(_, id)| &**id)),
            (Field::Tags, self.tags.as_deref()),
            (Field::PrId, self.pr_id.as_deref()),
        ]
        .into_iter()
        .filter_map(|(field, text)| Some((field, text?)))
    }

    fn validate(&self) -> Result<(), Fault> {
        let empty_may_be = [Field::Tags, Field::PrId];
        for (field, text) in self.texts() {
            if text.is_empty() && !empty_may_be.contains(&field) {
                return Err(Fault::Empty(field));
            }
            if text.contains('\0') {
                return Err(Fault::Zero(field));
            }
        }
        let names = property_names(self.properties)?;
        if self.name == "$unset" && names.is_empty() {
            return Err(Fault::NothingToUnset);
        }
        let is_special = SPECIAL.contains(&&*self.name);
        if is_reserved(&self.name) && !is_special {
            return Err(reserved(Field::Event, &self.name));
        }
        if is_special && self.target.is_some() {
            return Err(Fault::SpecialWithTarget(self.name.clone().into_owned()));
        }
        if is_reserved(&self.entity_type) && self.entity_type != BUILT_IN_TYPE {
            return Err(reserved(Field::EntityType, &self.entity_type));
        }
        if let Some((kind, _)) = &self.target
            && is_reserved(kind)
            && kind != BUILT_IN_TYPE
        {
            return Err(reserved(Field::TargetEntityType, kind));
        }
        if let Some(name) = names.0.into_iter().find(|name| is_reserved(name)) {
            return Err(Fault::ReservedProperty(name.into_owned()));
        }
        let out_of_range = [self.time, self.created]
            .into_iter()
            .find(|time| !time.is_storable());
        out_of_range.map_or(Ok(()), |time| Err(Fault::TimeOutOfRange(time.to_string())))
    }
}

fn is_reserved(name: &str) -> bool {
    name.starts_with('$') || name.starts_with("pio_")
}

fn reserved(field: Field, name: &str) -> Fault {
    Fault::Reserved {
        field,
        name: name.to_owned(),
    }
}

fn not_json(line: &str, error: &serde_json::Error) -> Fault {
    if error.is_data() || !line.trim_start().starts_with('{') && is_json(line) {
        return Fault::NotAnObject;
    }
    let reason = error.to_string();
    Fault::NotJson {
        // Without the place, of which only the column says anything.
        reason: reason
            .split(" at line ")
            .next()
            .unwrap_or_default()
            .to_owned(),
        column: error.column(),
    }
}

fn is_json(line: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(line).is_ok()
}

fn required(field: Field, value: Option<&RawValue>) -> Result<Cow<'_, str>, Fault> {
    match value {
        None => Err(Fault::Missing(field)),
        Some(value) => text(field, Some(value))?.ok_or(Fault::Null(field)),
    }
}

/// Text, or a number, which becomes text.
fn text(field: Field, value: Option<&RawValue>) -> Result<Option<Cow<'_, str>>, Fault> {
    let Some(value) = value.map(RawValue::get) else {
        return Ok(None);
    };
    match value.as_bytes().first() {
        Some(b'"') => string(field, value).map(Some),
        Some(b'-' | b'0'..=b'9') => Ok(Some(java_text(value).into())),
        Some(b'n') => Ok(None),
        _ => Err(Fault::NotText(field)),
    }
}

fn string(field: Field, value: &str) -> Result<Cow<'_, str>, Fault> {
    let text = serde_json::from_str(value).map_err(|_| Fault::HalfCharacter(field));
    text.map(|Text(text)| text)
}

fn target<'a>(fields: &Fields<'a>) -> Result<Option<Entity<'a>>, Fault> {
    let kind = text(Field::TargetEntityType, fields.target_entity_type)?;
    let id = text(Field::TargetEntityId, fields.target_entity_id)?;
    match (kind, id) {
        (None, None) => Ok(None),
        (Some(kind), Some(id)) => Ok(Some((kind, id))),
        _ => Err(Fault::HalfTarget),
    }
}

fn properties(value: Option<&RawValue>) -> Result<&str, Fault> {
    match value.map(RawValue::get) {
        None | Some("null") => Ok("{}"),
        Some(object) if object.starts_with('{') => Ok(object),
        Some(_) => Err(Fault::PropertiesNotAnObject),
    }
}

fn property_names(object: &str) -> Result<Names<'_>, Fault> {
    if object == "{}" {
        return Ok(Names::default());
    }
    serde_json::from_str(object).map_err(|error| not_json(object, &error))
}

fn time(value: Option<&RawValue>) -> Result<Option<Time>, Fault> {
    let Some(text) = text(Field::EventTime, value)? else {
        return Ok(None);
    };
    match Time::parse(&text) {
        Some(time) => Ok(Some(time)),
        None => Err(Fault::Time(text.into_owned())),
    }
}

/// PIO passes over this field, so nothing in it makes a line bad.
fn created(value: Option<&RawValue>) -> Option<Time> {
    let time = time(value).ok()??;
    time.is_storable().then_some(time)
}

/// As [`created`].
fn tags(value: Option<&RawValue>) -> Option<String> {
    let tags: Vec<String> = serde_json::from_str(value?.get()).ok()?;
    let tags = tags.join(",");
    (!tags.is_empty() && !tags.contains('\0')).then_some(tags)
}

/// The values of a line, not looked into yet. The last of several with the same name counts, as it does for PIO.
#[derive(Default)]
struct Fields<'a> {
    event: Option<&'a RawValue>,
    entity_type: Option<&'a RawValue>,
    entity_id: Option<&'a RawValue>,
    target_entity_type: Option<&'a RawValue>,
    target_entity_id: Option<&'a RawValue>,
    properties: Option<&'a RawValue>,
    event_time: Option<&'a RawValue>,
    tags: Option<&'a RawValue>,
    pr_id: Option<&'a RawValue>,
    event_id: Option<&'a RawValue>,
    creation_time: Option<&'a RawValue>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Fields::default();
        while let Some(Text(key)) = map.next_key()? {
            let place = match &*key {
                "event" => &mut fields.event,
                "entityType" => &mut fields.entity_type,
                "entityId" => &mut fields.entity_id,
                "targetEntityType" => &mut fields.target_entity_type,
                "targetEntityId" => &mut fields.target_entity_id,
                "properties" => &mut fields.properties,
                "eventTime" => &mut fields.event_time,
                "tags" => &mut fields.tags,
                "prId" => &mut fields.pr_id,
                "eventId" => &mut fields.event_id,
                "creationTime" => &mut fields.creation_time,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *place = Some(map.next_value()?);
        }
        Ok(fields)
    }
}

/// The names in an object.
#[derive(Default)]
struct Names<'a>(Vec<Cow<'a, str>>);

impl Names<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Names<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NamesVisitor)
    }
}

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut names = Vec::new();
        while let Some(Text(name)) = map.next_key()? {
            map.next_value::<IgnoredAny>()?;
            names.push(name);
        }
        Ok(Names(names))
    }
}

/// Text that is copied only where it has escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
