//! Whether a file can be imported, before something is given up for it.

use super::error::{BadLine, TransferError};
use super::import::TOLD;
use super::input::{Input, open};
use crate::events::lines::Lines;
use crate::events::{Event, Time};
use std::path::Path;

/// Reads a file as `pio import` does, and stores nothing.
///
/// # Errors
/// When it cannot be read, or lines of it are no events.
pub fn judge(path: &Path) -> Result<(), TransferError> {
    let (mut first, mut count) = (Vec::new(), 0);
    for (path, file) in Input::find(path)?.parts() {
        let unreadable = |source| TransferError::Read {
            path: path.to_owned(),
            source,
        };
        let mut lines = Lines::new(open(path).map_err(unreadable)?);
        while let Some(line) = lines.read().map_err(unreadable)? {
            let Err(fault) = line.text.and_then(|text| {
                Event::parse(text, Time::now())?;
                Ok(())
            }) else {
                continue;
            };
            count += 1;
            if first.len() < TOLD {
                first.push(BadLine {
                    file: file.clone(),
                    number: line.number,
                    fault,
                });
            }
        }
    }
    if count > 0 {
        return Err(TransferError::BadLines { first, count });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_line_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("events.json");
        let good = r#"{"event":"view","entityType":"user","entityId":"1"}"#;
        fs_err::write(&path, format!("{good}\n\n{good}\n")).unwrap();
        assert!(judge(&path).is_ok());
        fs_err::write(&path, format!("{good}\n\n{{}}\nno\n{good}\n")).unwrap();
        let Err(TransferError::BadLines { first, count }) = judge(&path) else {
            panic!("it was taken");
        };
        assert_eq!(count, 2);
        let numbers: Vec<u64> = first.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [3, 4]);
        assert!(judge(&dir.path().join("absent.json")).is_err());
    }
}
