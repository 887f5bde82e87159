//! What the crate promises, one file per promise; each test's name is a sentence that is true when it passes.

#[cfg(test)]
mod architecture;
#[cfg(test)]
mod calendar;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod limit;
#[cfg(test)]
mod random_numbers;
#[cfg(test)]
mod theory;
