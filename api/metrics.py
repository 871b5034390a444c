"""What Prometheus may scrape: requests, their duration, the archive's size and how far the indexes are behind."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """One app's numbers, in a registry of their own so that two apps in one process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "newsroom_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "newsroom_request_seconds",
            "Seconds until a request was answered in full.",
            ("method", "route"),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._articles = Gauge("newsroom_articles", "Articles in the archive.", registry=self._registry)
        self._lag = Gauge(
            "newsroom_index_lag", "Changes of the archive the indexes have not applied yet.", registry=self._registry
        )
        self._waiting = Gauge(
            "newsroom_service_calls", "Service calls that run or wait for a thread.", registry=self._registry
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def expose(self, articles: int, lag: int, calls: int) -> bytes:
        """Everything in the Prometheus text format, with the present state of the archive."""
        self._articles.set(articles)
        self._lag.set(lag)
        self._waiting.set(calls)
        return generate_latest(self._registry)
