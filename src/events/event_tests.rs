use super::*;

const NOW: Time = Time {
    millis: 1_500_000_000_000,
    offset: 0,
};

fn parse(line: &str) -> Result<Event<'_>, Fault> {
    Event::parse(line, NOW)
}

/// Fills up what every event has.
fn with(fields: &str) -> String {
    format!(r#"{{"event":"e","entityType":"t","entityId":"i",{fields}}}"#)
}

/// The event's name, type, id and target, as PIO's own jars read them from the same line.
fn summary(line: &str) -> String {
    let event = parse(line).unwrap_or_else(|fault| panic!("{line}: {fault:?}"));
    let target = event
        .target
        .map_or(String::new(), |(kind, id)| format!(" → {kind} {id}"));
    format!(
        "{} {} {}{target}",
        event.name, event.entity_type, event.entity_id
    )
}

#[test]
fn reads_every_field() {
    let line = r#"{"eventId":"abc","event":"buy","entityType":"user","entityId":"u\u00e91",
        "targetEntityType":"item","targetEntityId":"i1","properties":{"price":1.50,"a":[null]},
        "eventTime":"2015-01-01T12:00:00.5+02:00","tags":["a","b"],"prId":"p","creationTime":"2015-01-02T00:00:00Z",
        "more":{"x":1}}"#;
    let event = parse(line).unwrap();
    assert_eq!(
        event,
        Event {
            id: Some("abc".into()),
            name: "buy".into(),
            entity_type: "user".into(),
            entity_id: "ué1".into(),
            target: Some(("item".into(), "i1".into())),
            properties: r#"{"price":1.50,"a":[null]}"#,
            time: Time::parse("2015-01-01T12:00:00.5+02:00").unwrap(),
            tags: Some("a,b".into()),
            pr_id: Some("p".into()),
            created: Time::parse("2015-01-02T00:00:00Z").unwrap(),
        }
    );
}

#[test]
fn what_is_left_out_or_null_has_a_default() {
    for line in [
        with(r#""x":1"#),
        with(
            r#""targetEntityType":null,"targetEntityId":null,"properties":null,"eventTime":null,"prId":null"#,
        ),
    ] {
        let event = parse(&line).unwrap();
        assert_eq!(event.target, None);
        assert_eq!(event.properties, "{}");
        assert_eq!((event.time, event.created), (NOW, NOW));
        assert_eq!((event.id, event.pr_id, event.tags), (None, None, None));
    }
}

#[test]
fn pio_passes_over_these_fields() {
    for fields in [
        r#""creationTime":"junk""#,
        r#""creationTime":5"#,
        r#""tags":"junk""#,
        r#""tags":[1]"#,
        r#""tags":[]"#,
    ] {
        let line = with(fields);
        let event = parse(&line).unwrap();
        assert_eq!((event.created, event.tags), (NOW, None), "{fields}");
    }
}

#[test]
fn numbers_are_text_and_the_last_of_two_counts() {
    assert_eq!(
        summary(r#"{"event":5,"entityType":"t","entityId":12.0}"#),
        "5 t 12.0"
    );
    assert_eq!(
        summary(&with(r#""targetEntityType":"x","targetEntityId":7"#)),
        "e t i → x 7"
    );
    assert_eq!(
        summary(r#"{"event":"a","event":"b","entityType":" ","entityId":"i"}"#),
        "b   i"
    );
}

#[test]
fn names_of_pios_own_are_allowed_where_they_belong() {
    for line in [
        with(r#""event":"$set""#),
        with(r#""event":"$set","properties":{}"#),
        with(r#""event":"$unset","properties":{"a":null}"#),
        with(r#""event":"$delete","properties":{"a":1}"#),
        with(r#""entityType":"pio_pr""#),
        with(r#""targetEntityType":"pio_pr","targetEntityId":"y""#),
        with(r#""properties":{"":1,"x":{"$a":1,"pio_b":2}}"#),
        with(r#""prId":"""#),
        with(r#""prId":5"#),
    ] {
        assert!(parse(&line).is_ok(), "{line}");
    }
}

#[test]
fn refuses_what_pios_event_server_refuses() {
    use Field::{EntityId, EntityType, EventTime, PrId, TargetEntityId, TargetEntityType};
    for (line, fault) in [
        ("{}".into(), Fault::Missing(Field::Event)),
        (
            r#"{"event":"e","entityId":"i"}"#.into(),
            Fault::Missing(EntityType),
        ),
        (
            r#"{"event":"e","entityType":"t"}"#.into(),
            Fault::Missing(EntityId),
        ),
        (with(r#""event":null"#), Fault::Null(Field::Event)),
        (with(r#""entityId":true"#), Fault::NotText(EntityId)),
        (with(r#""entityId":["a"]"#), Fault::NotText(EntityId)),
        (with(r#""entityId":{}"#), Fault::NotText(EntityId)),
        (with(r#""prId":true"#), Fault::NotText(PrId)),
        (with(r#""eventTime":true"#), Fault::NotText(EventTime)),
        (with(r#""event":"""#), Fault::Empty(Field::Event)),
        (with(r#""entityType":"""#), Fault::Empty(EntityType)),
        (with(r#""entityId":"""#), Fault::Empty(EntityId)),
        (
            with(r#""targetEntityType":"","targetEntityId":"x""#),
            Fault::Empty(TargetEntityType),
        ),
        (
            with(r#""targetEntityType":"x","targetEntityId":"""#),
            Fault::Empty(TargetEntityId),
        ),
        (with(r#""targetEntityType":"x""#), Fault::HalfTarget),
        (with(r#""targetEntityId":"x""#), Fault::HalfTarget),
        (with(r#""properties":[]"#), Fault::PropertiesNotAnObject),
        (with(r#""properties":"x""#), Fault::PropertiesNotAnObject),
        (
            with(r#""properties":{"$a":1}"#),
            Fault::ReservedProperty("$a".into()),
        ),
        (
            with(r#""properties":{"x":1,"pio_a":1}"#),
            Fault::ReservedProperty("pio_a".into()),
        ),
        (with(r#""event":"$unset""#), Fault::NothingToUnset),
        (
            with(r#""event":"$unset","properties":{ }"#),
            Fault::NothingToUnset,
        ),
        (
            with(r#""event":"$other""#),
            reserved(Field::Event, "$other"),
        ),
        (with(r#""event":"pio_x""#), reserved(Field::Event, "pio_x")),
        (
            with(r#""event":"$set","targetEntityType":"x","targetEntityId":"y""#),
            Fault::SpecialWithTarget("$set".into()),
        ),
        (
            with(r#""entityType":"pio_x""#),
            reserved(EntityType, "pio_x"),
        ),
        (with(r#""entityType":"$x""#), reserved(EntityType, "$x")),
        (
            with(r#""targetEntityType":"pio_x","targetEntityId":"y""#),
            reserved(TargetEntityType, "pio_x"),
        ),
        (with(r#""eventTime":"""#), Fault::Time(String::new())),
        (
            with(r#""eventTime":"2015-01-01T12:00:00""#),
            Fault::Time("2015-01-01T12:00:00".into()),
        ),
        (
            with(r#""eventTime":1420113600000"#),
            Fault::Time("1420113600000".into()),
        ),
    ] {
        assert_eq!(parse(&line), Err(fault), "{line}");
    }
}

#[test]
fn refuses_what_postgres_does_not_store() {
    for (line, fault) in [
        (
            with(r#""entityId":"a\u0000b""#),
            Fault::Zero(Field::EntityId),
        ),
        (
            with(r#""entityId":"\ud800""#),
            Fault::HalfCharacter(Field::EntityId),
        ),
        (with(r#""eventId":"""#), Fault::Empty(Field::EventId)),
        (
            with(r#""eventTime":"292278993-01-01T00:00:00Z""#),
            Fault::TimeOutOfRange("292278993-01-01T00:00:00.000Z".into()),
        ),
    ] {
        assert_eq!(parse(&line), Err(fault), "{line}");
    }
    // Escaped, it is only six characters of the text of the properties.
    assert!(parse(&with(r#""properties":{"a":"\u0000"}"#)).is_ok());
}

#[test]
fn refuses_what_is_no_json_object() {
    for line in ["[1]", "\"x\"", "null", "5", "[{}]"] {
        assert_eq!(parse(line), Err(Fault::NotAnObject), "{line}");
    }
    for (line, column) in [
        ("{", 1),
        ("junk", 1),
        (r#"{"event":"e""#, 12),
        (r#"{"event":"e"} x"#, 15),
        (r#"{"event":"e",}"#, 14),
        (r#"{"event":"a\qb"}"#, 13),
    ] {
        let fault = parse(line).unwrap_err();
        assert!(
            matches!(&fault, Fault::NotJson { column: at, reason } if *at == column && !reason.contains(" at line")),
            "{line}: {fault:?}"
        );
    }
}
