//! Events as lines of a file, in the form that PIO's own export writes.

use super::time::Time;

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What kind of entity it happened to.
    pub entity_type: &'a str,
    /// Which one.
    pub entity_id: &'a str,
    /// What kind of entity it happened with.
    pub target_type: Option<&'a str>,
    /// Which one.
    pub target_id: Option<&'a str>,
    /// A JSON object; PIO's own import leaves it out when it is empty.
    pub properties: Option<&'a str>,
    /// When it happened.
    pub time: Time,
    /// Its tags, with commas between them.
    pub tags: Option<&'a str>,
    /// The predicted result that it belongs to.
    pub pr_id: Option<&'a str>,
    /// When it was stored.
    pub created: Time,
}

/// Adds an event as a line. PIO's own export has no tags; they are there only for events that have some.
pub fn add_line(lines: &mut Vec<u8>, event: &Stored) {
    lines.push(b'{');
    text(lines, "eventId", event.id);
    for (name, value) in [
        ("event", Some(event.name)),
        ("entityType", Some(event.entity_type)),
        ("entityId", Some(event.entity_id)),
        ("targetEntityType", event.target_type),
        ("targetEntityId", event.target_id),
    ] {
        if let Some(value) = value {
            lines.push(b',');
            text(lines, name, value);
        }
    }
    lines.extend(b",\"properties\":");
    // In JSON a line feed can only be white space.
    let properties = event.properties.unwrap_or("{}").bytes();
    lines.extend(properties.map(|byte| if b"\r\n".contains(&byte) { b' ' } else { byte }));
    lines.push(b',');
    text(lines, "eventTime", &event.time.to_string());
    if let Some(tags) = event.tags.filter(|tags| !tags.is_empty()) {
        lines.extend(b",\"tags\":[");
        for (index, tag) in tags.split(',').enumerate() {
            if index > 0 {
                lines.push(b',');
            }
            string(lines, tag);
        }
        lines.push(b']');
    }
    if let Some(id) = event.pr_id {
        lines.push(b',');
        text(lines, "prId", id);
    }
    lines.push(b',');
    text(lines, "creationTime", &event.created.to_string());
    lines.extend(b"}\n");
}

fn text(lines: &mut Vec<u8>, name: &str, value: &str) {
    string(lines, name);
    lines.push(b':');
    string(lines, value);
}

fn string(lines: &mut Vec<u8>, value: &str) {
    // Writing text to memory does not fail.
    let _ = serde_json::to_writer(lines, value);
}

#[cfg(test)]
mod tests {
    use super::super::Event;
    use super::*;
    use proptest::prelude::*;

    fn line(event: &Stored) -> String {
        let mut lines = Vec::new();
        add_line(&mut lines, event);
        String::from_utf8(lines).unwrap()
    }

    const TIME: Time = Time {
        millis: 1_420_113_600_123,
        offset: 7_200_000,
    };

    const BARE: Stored = Stored {
        id: "abc",
        name: "e",
        entity_type: "t",
        entity_id: "i",
        target_type: None,
        target_id: None,
        properties: None,
        time: TIME,
        tags: None,
        pr_id: None,
        created: TIME,
    };

    #[test]
    fn lines_have_the_fields_and_the_order_of_pios_own() {
        assert_eq!(
            line(&BARE),
            "{\"eventId\":\"abc\",\"event\":\"e\",\"entityType\":\"t\",\"entityId\":\"i\",\"properties\":{},\
             \"eventTime\":\"2015-01-01T14:00:00.123+02:00\",\"creationTime\":\"2015-01-01T14:00:00.123+02:00\"}\n"
        );
        let full = Stored {
            target_type: Some("x"),
            target_id: Some("\"\n"),
            properties: Some("{\n\"a\": 1}"),
            tags: Some("a,b"),
            pr_id: Some("p"),
            ..BARE
        };
        insta::assert_snapshot!(line(&full));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(id in "[^\0]{1,40}", tags in "[^\0,]+(,[^\0,]+)?", pr_id in "[^\0]*") {
            let stored = Stored { entity_id: &id, tags: Some(&tags), pr_id: Some(&pr_id), ..BARE };
            let line = line(&stored);
            prop_assert_eq!(line.matches('\n').count(), 1);
            let event = Event::parse(&line, Time::now()).unwrap();
            prop_assert_eq!(event.id.as_deref(), Some("abc"));
            prop_assert_eq!(&*event.entity_id, id);
            prop_assert_eq!(event.tags, Some(tags));
            prop_assert_eq!(event.pr_id.as_deref(), Some(&*pr_id));
            prop_assert_eq!((event.time, event.created), (TIME, TIME));
        }
    }
}
