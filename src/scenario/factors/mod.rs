//! What a study varies: factors and their levels, from the file or the command line, design files, and downscaling.

pub(crate) mod design_file;
pub(crate) mod downscaling;
pub(crate) mod factor;
pub(crate) mod levels;
pub(crate) mod lever;
pub(crate) mod multiple;
pub(crate) mod reader;
pub(crate) mod text;
pub(crate) mod unit_scale;
