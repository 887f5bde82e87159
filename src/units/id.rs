//! Typed ids: dense indices into the tables of one setting or one world, never mixed up with one another.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($raw:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        pub struct $name($raw);

        impl $name {
            /// The id of the entity at `index`.
            ///
            /// # Panics
            /// When `index` is beyond what the id can hold; the scenario reader bounds every table first.
            #[inline]
            #[must_use]
            pub fn new(index: usize) -> Self {
                match <$raw>::try_from(index) {
                    Ok(raw) => Self(raw),
                    Err(_) => panic!(concat!(stringify!($name), " {} is beyond its table"), index),
                }
            }

            /// Position in the table of its kind.
            #[inline]
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// A handling level, 0 the lowest.
    LevelId(u8)
);
id!(
    /// A role of people (what they are hired or asked to do).
    RoleId(u16)
);
id!(
    /// A category of issues.
    CategoryId(u16)
);
id!(
    /// A calendar of duty hours.
    CalendarId(u16)
);
id!(
    /// A unit: people and a queue at one level.
    UnitId(u32)
);
id!(
    /// A person who handles issues.
    PersonId(u32)
);
id!(
    /// A source of demand: one stream of occurrences at one place.
    SourceId(u32)
);
id!(
    /// A place in the table of open issues; reused after the issue has ended.
    IssueId(u32)
);
id!(
    /// A housing type of the place.
    HousingId(u16)
);
id!(
    /// Somebody who pays.
    PayerId(u16)
);
