//! Software bills of materials of layers, in CycloneDX and SPDX. The same parts give the same bytes: nothing here knows
//! the time.

use crate::install::{Coordinates, LockedJar};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// SPDX wants a time of creation: the one that reproducible images have.
const CREATED: &str = "1980-01-01T00:00:01Z";

/// One part of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Who makes it, such as a Maven group.
    pub group: Option<String>,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The checksum of the file that was verified, if there is one.
    pub sha256: Option<String>,
    /// What names it everywhere: a [package URL](https://github.com/package-url/purl-spec).
    pub purl: String,
}

impl Component {
    /// A module of a Maven repository.
    #[must_use]
    pub fn maven(module: &Coordinates, sha256: Option<String>) -> Self {
        let Coordinates {
            group,
            artifact,
            version,
            classifier,
        } = module;
        let classifier = classifier
            .as_ref()
            .map_or(String::new(), |name| format!("?classifier={name}"));
        Self {
            purl: format!("pkg:maven/{group}/{artifact}@{version}{classifier}"),
            group: Some(group.clone()),
            name: artifact.clone(),
            version: version.clone(),
            sha256,
        }
    }

    /// Something that comes as an archive of its own, such as a JDK.
    #[must_use]
    pub fn archive(name: &str, version: &str, sha256: Option<String>) -> Self {
        let checksum = sha256
            .as_ref()
            .map_or(String::new(), |sha256| format!("?checksum=sha256:{sha256}"));
        Self {
            group: None,
            name: name.to_owned(),
            version: version.to_owned(),
            purl: format!("pkg:generic/{name}@{version}{checksum}"),
            sha256,
        }
    }

    /// A jar that lies in the engine's source.
    #[must_use]
    pub fn file(name: &str, sha256: &str) -> Self {
        Self::archive(name, "unknown", Some(sha256.to_owned()))
    }
}

impl From<&LockedJar> for Component {
    fn from(jar: &LockedJar) -> Self {
        Self::maven(&jar.coordinates, Some(jar.sha256.to_string()))
    }
}

/// The parts in CycloneDX 1.4, JSON.
#[must_use]
pub fn cyclone_dx(components: &[Component]) -> Vec<u8> {
    let of = |component: &Component| {
        let mut shown = json!({
            "type": "library",
            "bom-ref": component.purl,
            "name": component.name,
            "version": component.version,
            "purl": component.purl,
        });
        if let Some(group) = &component.group {
            shown["group"] = Value::from(group.as_str());
        }
        if let Some(sha256) = &component.sha256 {
            shown["hashes"] = json!([{ "alg": "SHA-256", "content": sha256 }]);
        }
        shown
    };
    let parts: Vec<_> = components.iter().map(of).collect();
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.4",
        "version": 1,
        "components": parts,
    });
    bill.to_string().into_bytes()
}

/// The parts in SPDX 2.3, JSON. `name` is the layer's.
#[must_use]
pub fn spdx(name: &str, components: &[Component]) -> Vec<u8> {
    let id = |number: usize| format!("SPDXRef-Package-{number}");
    let of = |(number, component): (usize, &Component)| {
        let mut shown = json!({
            "SPDXID": id(number),
            "name": component.name,
            "versionInfo": component.version,
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": false,
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": "NOASSERTION",
            "copyrightText": "NOASSERTION",
            "externalRefs": [{
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": component.purl,
            }],
        });
        if let Some(sha256) = &component.sha256 {
            shown["checksums"] = json!([{ "algorithm": "SHA256", "checksumValue": sha256 }]);
        }
        shown
    };
    let packages: Vec<_> = components.iter().enumerate().map(of).collect();
    let described: Vec<_> = (0..components.len())
        .map(|number| {
            json!({
                "spdxElementId": "SPDXRef-DOCUMENT",
                "relationshipType": "DESCRIBES",
                "relatedSpdxElement": id(number),
            })
        })
        .collect();
    // The same parts are the same document.
    let digest = hex::encode(Sha256::digest(cyclone_dx(components)));
    let bill = json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": format!("https://github.com/predictionio/buildpack/sbom/{name}-{digest}"),
        "creationInfo": { "created": CREATED, "creators": ["Tool: predictionio-buildpack"] },
        "packages": packages,
        "relationships": described,
    });
    bill.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Vec<Component> {
        let plain = "org.apache.spark:spark-core_2.10:1.6.3".parse().unwrap();
        let with_classifier = "org.example:a:1:linux".parse().unwrap();
        vec![
            Component::maven(&plain, Some("ab".repeat(32))),
            Component::maven(&with_classifier, None),
            Component::archive("jdk", "8.0.504", Some("cd".repeat(32))),
        ]
    }

    #[test]
    fn every_part_has_a_package_url_and_its_checksum() {
        let purls: Vec<_> = parts().into_iter().map(|part| part.purl).collect();
        assert_eq!(
            purls,
            [
                "pkg:maven/org.apache.spark/spark-core_2.10@1.6.3".to_owned(),
                "pkg:maven/org.example/a@1?classifier=linux".to_owned(),
                format!(
                    "pkg:generic/jdk@8.0.504?checksum=sha256:{}",
                    "cd".repeat(32)
                ),
            ]
        );
        let bill: Value = serde_json::from_slice(&cyclone_dx(&parts())).unwrap();
        assert_eq!(
            bill["components"][0]["hashes"][0]["content"],
            "ab".repeat(32)
        );
        assert_eq!(bill["components"][0]["group"], "org.apache.spark");
        assert_eq!(bill["components"][1]["hashes"], Value::Null);
        let bill: Value = serde_json::from_slice(&spdx("spark", &parts())).unwrap();
        let first = &bill["packages"][0];
        assert_eq!(first["checksums"][0]["checksumValue"], "ab".repeat(32));
        assert_eq!(
            first["externalRefs"][0]["referenceLocator"],
            "pkg:maven/org.apache.spark/spark-core_2.10@1.6.3"
        );
        assert_eq!(bill["relationships"].as_array().unwrap().len(), 3);
    }

    #[test]
    fn other_parts_are_another_document() {
        let namespace = |parts: &[Component]| {
            let bill: Value = serde_json::from_slice(&spdx("spark", parts)).unwrap();
            bill["documentNamespace"].clone()
        };
        assert_eq!(namespace(&parts()), namespace(&parts()));
        assert_ne!(namespace(&parts()), namespace(&parts()[1..]));
    }
}
