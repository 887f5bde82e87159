//! Drawing: a canvas of marks that becomes SVG and PNG, axes, letters, legends.

pub mod axis;
pub mod bars;
pub mod canvas;
pub mod font;
pub mod raster;
pub mod scatter;
pub mod sheet;
