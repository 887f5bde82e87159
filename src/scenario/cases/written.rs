//! What an entry of demand says of its file of real cases: the columns, what the texts mean, and who found the cases.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::scenario::text::fraction::Fraction;
use crate::scenario::text::named::Keyed;

/// Columns of a file of real cases, by their names in its first line. What is left out is looked for under the usual
/// names: of Open311, of Boston's and other cities' service requests, and of event logs.
#[derive(Default, serde::Deserialize, JsonSchema)]
#[schemars(rename = "Columns")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenColumns {
    /// When the case became known, or its event happened (default: `opened`, `open_dt`, `requested_datetime`, `time:timestamp` or the like).
    pub opened: Option<String>,
    /// What it is about (default: `category`, `type`, `service_name` or the like).
    pub category: Option<String>,
    /// Who it is for (default: `department`, `agency`, `agency_responsible`, `org:group` or the like).
    pub department: Option<String>,
    /// When it should be done (default: `due`, `target`, `sla_target_dt`, `expected_datetime` or the like).
    pub due: Option<String>,
    /// By which way it became known (default: `source`, `channel` or the like).
    pub source: Option<String>,
    /// Number of the case (default: `case_id`, `case_enquiry_id`, `service_request_id`, `case:concept:name` or the like).
    pub case: Option<String>,
}

/// What the texts in a file of real cases mean.
#[derive(Default, serde::Deserialize, JsonSchema)]
#[schemars(rename = "CaseMap")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenMap {
    /// Category of a case by what its row says; a text that is the name of a category need not be listed.
    pub categories: Option<Keyed<Meant>>,
    /// Category of all cases for a department, whatever else their rows say.
    pub department_categories: Option<Keyed<Meant>>,
    /// Category of all other cases (default: they are counted and not used).
    pub other: Option<String>,
    /// Unit of a case by the department in its row; a text that is the name of a unit need not be listed, and all others go to `at`.
    pub departments: Option<Keyed<Meant>>,
}

/// A name in place of a text of the file.
#[derive(Clone, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Meant(pub String);

impl JsonSchema for Meant {
    fn schema_name() -> Cow<'static, str> {
        "Meant".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "Name of a category or unit of the scenario." })
    }
}

/// Some texts of a column.
#[derive(serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Texts(pub Vec<String>);

impl JsonSchema for Texts {
    fn schema_name() -> Cow<'static, str> {
        "Texts".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": { "type": "string" }, "description": "Texts of a column." })
    }
}

/// Cases that staff came upon themselves.
#[derive(serde::Deserialize, JsonSchema)]
#[schemars(rename = "StaffFound")]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenStaffFound {
    /// What such rows say in the column `source`.
    #[schemars(length(min = 1, max = 1000))]
    pub sources: Vec<String>,
    /// Probability that the finder deals with it on the spot: what comes before a wait for somebody outside, and the wait, fall away (default 0).
    pub on_the_spot: Option<Fraction>,
    /// The same for single categories.
    pub on_the_spot_by_category: Option<Keyed<Fraction>>,
}

/// Whether a row is a case, or one of the events of a case.
#[derive(Clone, Copy, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[schemars(rename = "Rows")]
#[serde(rename_all = "lowercase")]
pub(crate) enum WrittenRows {
    Cases,
    Events,
}
