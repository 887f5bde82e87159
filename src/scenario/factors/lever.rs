//! Which keys are levers: something that a policy decides, unlike what people, issues and places are like.

use crate::scenario::blocks::file::{MayChange, changing};

/// Blocks that a policy may change and that say what people and issues are like, not what is decided.
const AS_THE_WORLD_HAS_THEM: [&str; 4] = ["categories", "discovery", "feedback", "absence"];

/// Whether a policy may decide what stands at `path`.
pub(crate) fn is_lever(path: &[String]) -> bool {
    let block = path.first().map_or("", String::as_str);
    block == "policies" || changing(MayChange::ByPolicy).any(|key| key == block) && !AS_THE_WORLD_HAS_THEM.contains(&block)
}
