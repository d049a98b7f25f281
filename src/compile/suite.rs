//! What became of the engine's own tests.

/// The results of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SuiteResults {
    /// Whether sbt calls the whole run a success.
    pub succeeded: bool,
    /// Tests that passed.
    pub passed: usize,
    /// Tests whose expectation did not hold.
    pub failed: usize,
    /// Tests that broke off.
    pub errors: usize,
    /// Tests that were skipped, ignored, cancelled or are pending.
    pub skipped: usize,
    /// What did not pass, in order.
    pub failures: Vec<TestFailure>,
}

/// A test that did not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestFailure {
    /// The class of the suite.
    pub suite: String,
    /// The test's name; none when the suite itself broke off.
    pub test: Option<String>,
    /// What the test framework says; may be empty.
    pub message: String,
}

impl SuiteResults {
    /// Tests that ran or might have.
    #[must_use]
    pub fn total(&self) -> usize {
        self.passed + self.failed + self.errors + self.skipped
    }

    /// Reads the fields of the line `tests` behind its first; `None` when they are of another form.
    pub(super) fn parse(fields: &[&str]) -> Option<Self> {
        let [overall, passed, failed, errors, skipped] = fields else {
            return None;
        };
        Some(Self {
            succeeded: *overall == "passed",
            passed: passed.parse().ok()?,
            failed: failed.parse().ok()?,
            errors: errors.parse().ok()?,
            skipped: skipped.parse().ok()?,
            failures: Vec::new(),
        })
    }

    /// Takes the results of another project of the build in.
    pub(super) fn add(&mut self, other: Self) {
        self.succeeded &= other.succeeded;
        self.passed += other.passed;
        self.failed += other.failed;
        self.errors += other.errors;
        self.skipped += other.skipped;
        self.failures.extend(other.failures);
    }
}

impl TestFailure {
    pub(super) fn new(suite: &str, test: &str, message: &str) -> Self {
        Self {
            suite: suite.to_owned(),
            test: (!test.is_empty()).then(|| test.to_owned()),
            message: message.to_owned(),
        }
    }
}
