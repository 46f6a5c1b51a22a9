"""A model of one's own, with a class that no package holds."""

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

REVIEWS = {
    "A joy from start to end": "good",
    "I would buy it again": "good",
    "Works as it should, and looks fine": "good",
    "Broke on the second day": "bad",
    "A waste of money": "bad",
    "Nobody answered my complaint": "bad",
}


class WithoutDigits(TransformerMixin, BaseEstimator):
    """Removes digits, which say nothing about a mood."""

    def fit(self, texts, labels=None):
        self.fitted_ = True
        return self

    def transform(self, texts):
        return ["".join(c for c in text if not c.isdigit()) for text in texts]


pipeline = make_pipeline(WithoutDigits(), TfidfVectorizer(), LogisticRegression())
pipeline.fit(list(REVIEWS), list(REVIEWS.values()))
