//! Observers see what happened and change nothing. A model hands every record to its observer; which records exist is
//! the model's affair. Observers are type parameters, so that a record nobody looks at costs nothing; a reference to one observes
//! as well, and one to `dyn Observer` keeps the model from being compiled once more for it.

/// Something that looks at records of type `R`.
pub trait Observer<R> {
    /// Sees one record.
    fn observe(&mut self, record: &R);
}

impl<R, A: Observer<R>, B: Observer<R>> Observer<R> for (A, B) {
    #[expect(clippy::inline_always, reason = "which record it is, is known where it is told: inlined, the rest folds away")]
    #[inline(always)]
    fn observe(&mut self, record: &R) {
        self.0.observe(record);
        self.1.observe(record);
    }
}

impl<R, O: Observer<R> + ?Sized> Observer<R> for &mut O {
    #[inline]
    fn observe(&mut self, record: &R) {
        (**self).observe(record);
    }
}

/// Looks at nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blind;

impl<R> Observer<R> for Blind {
    #[inline]
    fn observe(&mut self, _: &R) {}
}
