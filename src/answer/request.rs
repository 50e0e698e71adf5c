//! What can be asked.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// One question: can `from` reach `to`?
///
/// Read from a line of a `--queries` file as it is; unknown keys are ignored.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReachRequest {
    /// The source end: an id, a name, an address, a block, `internet`, `onprem`, `service:s3`, `tag:KEY=VALUE`.
    pub from: String,
    /// The destination end, in the same forms.
    pub to: String,
    /// Which address of the source end sends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_ip: Option<String>,
    /// Which address of the destination end is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_ip: Option<String>,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or a number; absent: `tcp` with a port, `icmp` with an ICMP type
    /// or code, `all` with neither.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Scalar>,
    /// Destination port or range; absent: the answer is the set that passes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<Scalar>,
    /// Client port or range; 1024-65535 as a set when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_port: Option<Scalar>,
    /// ICMP type; echo request when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icmp_type: Option<Scalar>,
    /// ICMP code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icmp_code: Option<Scalar>,
    /// The path must pass this resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// The path must not pass this resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avoid: Option<String>,
    /// Only this family, 4 or 6; every family that both ends have when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<Scalar>,
    /// Judge the request only, not the reply.
    #[serde(skip_serializing_if = "is_false")]
    pub one_way: bool,
    /// Turn answers that rest on an absent kind of document into `undetermined`.
    #[serde(skip_serializing_if = "is_false")]
    pub strict: bool,
    /// Language of the sentences: `en` (the default) or `ja`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl ReachRequest {
    /// The protocol asked about, by name or number. Without one a port means TCP, an ICMP type ICMP, and neither of them
    /// everything.
    pub fn protocol_name(&self) -> String {
        let implied = if self.port.is_some() {
            "tcp"
        } else if self.icmp_type.is_some() || self.icmp_code.is_some() {
            "icmp"
        } else {
            "all"
        };
        self.protocol.as_ref().map_or_else(|| implied.to_owned(), ToString::to_string)
    }

    /// Whether the question is what passes, rather than whether some ports do.
    pub fn asks_what_passes(&self) -> bool {
        let name = self.protocol_name().trim().to_ascii_lowercase();
        self.port.is_none() && matches!(name.as_str(), "all" | "-1" | "tcp" | "udp" | "6" | "17")
    }

    /// The question as it was understood: defaults filled in, numbers as numbers.
    #[must_use]
    pub fn understood(&self) -> ReachRequest {
        let number = |scalar: &Option<Scalar>| scalar.as_ref().map(Scalar::as_number);
        ReachRequest {
            protocol: Some(self.protocol.clone().unwrap_or_else(|| Scalar::Text(self.protocol_name()))),
            port: number(&self.port),
            source_port: number(&self.source_port),
            icmp_type: number(&self.icmp_type),
            icmp_code: number(&self.icmp_code),
            family: number(&self.family),
            ..self.clone()
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// A number, or the text of one: `443`, `"443"`, `"8000-8010"`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A JSON number.
    Number(i64),
    /// A JSON string.
    Text(String),
}

impl Scalar {
    /// The text of a number as that number.
    fn as_number(&self) -> Scalar {
        match self {
            Scalar::Number(number) => Scalar::Number(*number),
            Scalar::Text(text) => text.trim().parse().map_or_else(|_| self.clone(), Scalar::Number),
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Number(number) => write!(f, "{number}"),
            Scalar::Text(text) => f.write_str(text),
        }
    }
}

// By hand: serde's `untagged` loses the error message.
impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;
        impl Visitor<'_> for ScalarVisitor {
            type Value = Scalar;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or a string")
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar::Number(value))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Scalar, E> {
                i64::try_from(value).map(Scalar::Number).map_err(|_| E::custom("number too large"))
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "only whole numbers of port size are accepted"
            )]
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Scalar, E> {
                if value.fract() == 0.0 && value.abs() < 1e9 {
                    Ok(Scalar::Number(value as i64))
                } else {
                    Err(E::custom(format!("`{value}` is not a whole number")))
                }
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Scalar, E> {
                Ok(Scalar::Text(value.to_owned()))
            }
        }
        deserializer.deserialize_any(ScalarVisitor)
    }
}

/// Colours of a picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

/// What the map should show.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PictureRequest {
    /// Colours.
    pub theme: Theme,
    /// `en` (the default) or `ja`.
    pub language: Option<String>,
    /// The question whose path is drawn on the map.
    pub question: Option<ReachRequest>,
    /// Draw only the containers that the path touches.
    pub path_only: bool,
}
