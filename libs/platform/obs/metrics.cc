#include "libs/platform/obs/metrics.h"

#include <arpa/inet.h>
#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/mutex.h"

namespace cartera::obs {
namespace {

using LabelNames = std::vector<std::string>;
using LabelValues = std::initializer_list<absl::string_view>;

constexpr size_t kLabelSetsMax = 4096;

// From a cached read (0.1 ms) to the deadline cap (30 s).
const prometheus::Histogram::BucketBoundaries& SecondsBuckets() {
  static const auto& buckets = *new prometheus::Histogram::BucketBoundaries{
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
      0.1,    0.25,    0.5,    1,     2.5,    5,     10,   30};
  return buckets;
}

// One metric of a family per set of label values, found by hash instead of by prometheus::Family's
// map of maps.
template <typename T>
class LabelledMetric {
 public:
  LabelledMetric(prometheus::Family<T>& family, LabelNames names)
      : family_(family), names_(std::move(names)) {}

  template <typename... Args>
  T& At(LabelValues values, const Args&... args) {
    std::string key;
    for (absl::string_view value : values) {
      absl::StrAppend(&key, value, absl::string_view("\0", 1));
    }
    const MutexLock lock(&mutex_);
    const auto found = metrics_.find(key);
    if (found != metrics_.end()) {
      return *found->second;
    }
    std::map<std::string, std::string> labels;
    const bool full = metrics_.size() >= kLabelSetsMax;
    auto value = values.begin();
    for (const std::string& name : names_) {
      labels.emplace(name, full ? "other" : std::string(*value));
      ++value;
    }
    T& metric = family_.Add(labels, args...);  // the same labels give the same metric
    if (!full) {
      metrics_.emplace(std::move(key), &metric);
    }
    return metric;
  }

 private:
  prometheus::Family<T>& family_;
  const LabelNames names_;
  Mutex mutex_;
  absl::flat_hash_map<std::string, T*> metrics_ ABSL_GUARDED_BY(mutex_);
};

// Opens and closes a connection to a local port.
void Knock(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd >= 0) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    close(fd);
  }
}

// The web server looks at its stop flag only when a connection comes or every 2 s, so connections
// come until it has stopped.
void StopExposer(std::unique_ptr<prometheus::Exposer> exposer, int port) {
  std::atomic<bool> stopped{false};
  std::thread stopping([&] {
    exposer.reset();
    stopped = true;
  });
  while (!stopped) {
    Knock(port);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  stopping.join();
}

// Runs a function before the values behind it are collected.
class Hook final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override {
    const MutexLock lock(&mutex_);
    if (run_) run_();
    return {};
  }
  void Set(std::function<void()> run) {
    const MutexLock lock(&mutex_);
    run_ = std::move(run);
  }

 private:
  mutable Mutex mutex_;
  std::function<void()> run_ ABSL_GUARDED_BY(mutex_);
};

template <typename Builder>
auto& Register(Builder builder, prometheus::Registry& registry, const char* name,
               const char* help) {
  return builder.Name(name).Help(help).Register(registry);
}

}  // namespace

struct Metrics::Impl {
  using Counters = LabelledMetric<prometheus::Counter>;
  using Gauges = LabelledMetric<prometheus::Gauge>;
  using Histograms = LabelledMetric<prometheus::Histogram>;

  static prometheus::Family<prometheus::Counter>& Counter(prometheus::Registry& registry,
                                                          const char* name, const char* help) {
    return Register(prometheus::BuildCounter(), registry, name, help);
  }
  static prometheus::Family<prometheus::Gauge>& Gauge(prometheus::Registry& registry,
                                                      const char* name, const char* help) {
    return Register(prometheus::BuildGauge(), registry, name, help);
  }
  static prometheus::Family<prometheus::Histogram>& Histogram(prometheus::Registry& registry,
                                                              const char* name, const char* help) {
    return Register(prometheus::BuildHistogram(), registry, name, help);
  }

  std::shared_ptr<Hook> hook = std::make_shared<Hook>();
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
  Counters rpc_total{Counter(*registry, "cartera_rpc_total", "Calls answered, by gRPC code"),
                     {"service", "method", "code"}};
  Histograms rpc_seconds{Histogram(*registry, "cartera_rpc_seconds", "Duration of a call"),
                         {"service", "method"}};
  Counters rpc_statements{
      Counter(*registry, "cartera_rpc_statements_total", "SQL statements of the calls"),
      {"service", "method"}};
  Gauges queue_depth{Gauge(*registry, "cartera_queue_depth", "Calls waiting for a worker"),
                     {"module"}};
  Counters calls_refused{
      Counter(*registry, "cartera_calls_refused_total", "Calls refused for want of room or rate"),
      {"module", "reason"}};
  Gauges calls_under_way{Gauge(*registry, "cartera_calls_under_way", "Calls not yet answered"), {}};
  Gauges streams_open{Gauge(*registry, "cartera_streams_open", "Streams being read"), {}};
  Histograms query_seconds{Histogram(*registry, "cartera_query_seconds",
                                     "Round trips to the database, by the last query in each"),
                           {"query"}};
  Gauges pool_in_use{Gauge(*registry, "cartera_pool_in_use", "Database connections leased"),
                     {"pool"}};
  Gauges relay_parked{
      Gauge(*registry, "cartera_relay_parked", "Aggregates whose events wait for an operator"),
      {"service"}};
  Gauges disk_free{Gauge(*registry, "cartera_disk_free_bytes", "Free on the data directory's disk"),
                   {}};
  Gauges archive_failing{
      Gauge(*registry, "cartera_wal_archive_failing", "1 while PostgreSQL cannot archive its log"),
      {}};
  Gauges certificate_ends{Gauge(*registry, "cartera_certificate_ends_seconds",
                                "Unix time when the TLS certificate in use ends"),
                          {}};
  Gauges build_info{Gauge(*registry, "cartera_build_info", "The running build; always 1"),
                    {"version", "commit"}};
  std::unique_ptr<prometheus::Exposer> exposer;
  int port = 0;
};

Metrics::Metrics(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Metrics::~Metrics() {
  if (impl_->exposer != nullptr) {
    StopExposer(std::move(impl_->exposer), impl_->port);
  }
}

absl::StatusOr<std::unique_ptr<Metrics>> Metrics::Create(absl::string_view bind_address) {
  auto impl = std::make_unique<Impl>();
  if (!bind_address.empty()) {
    if (!absl::StrContains(bind_address, ':')) {
      return absl::InvalidArgumentError(
          absl::StrCat("metrics address must be HOST:PORT, got ", bind_address));
    }
    // The library reports a busy port by throwing; the exception ends here.
    try {
      impl->exposer = std::make_unique<prometheus::Exposer>(std::string(bind_address), 1);
      impl->exposer->RegisterCollectable(impl->hook);  // first: they are asked in this order
      impl->exposer->RegisterCollectable(impl->registry);
      const std::vector<int> ports = impl->exposer->GetListeningPorts();
      impl->port = ports.empty() ? 0 : ports.front();
    } catch (const std::exception& e) {
      return absl::UnavailableError(
          absl::StrCat("cannot serve metrics on ", bind_address, ": ", e.what()));
    }
  }
  return std::unique_ptr<Metrics>(new Metrics(std::move(impl)));
}

int Metrics::port() const { return impl_->port; }

void Metrics::RpcFinished(absl::string_view service, absl::string_view method,
                          absl::string_view code, double seconds, int64_t statements) {
  impl_->rpc_total.At({service, method, code}).Increment();
  impl_->rpc_seconds.At({service, method}, SecondsBuckets()).Observe(seconds);
  impl_->rpc_statements.At({service, method}).Increment(static_cast<double>(statements));
}

void Metrics::QueueDepth(absl::string_view module, int64_t depth) {
  impl_->queue_depth.At({module}).Set(static_cast<double>(depth));
}

void Metrics::CallRefused(absl::string_view module, absl::string_view reason) {
  impl_->calls_refused.At({module, reason}).Increment();
}

void Metrics::CallsUnderWay(int64_t calls) {
  impl_->calls_under_way.At({}).Set(static_cast<double>(calls));
}

void Metrics::StreamsOpen(int64_t streams) {
  impl_->streams_open.At({}).Set(static_cast<double>(streams));
}

void Metrics::QueryFinished(absl::string_view name, double seconds) {
  impl_->query_seconds.At({name}, SecondsBuckets()).Observe(seconds);
}

void Metrics::PoolInUse(absl::string_view pool, int64_t connections) {
  impl_->pool_in_use.At({pool}).Set(static_cast<double>(connections));
}

void Metrics::RelayParked(absl::string_view service, int64_t aggregates) {
  impl_->relay_parked.At({service}).Set(static_cast<double>(aggregates));
}

void Metrics::DiskFree(int64_t bytes) { impl_->disk_free.At({}).Set(static_cast<double>(bytes)); }

void Metrics::WalArchiveFailing(bool failing) {
  impl_->archive_failing.At({}).Set(failing ? 1 : 0);
}

void Metrics::CertificateEnds(int64_t unix_s) {
  impl_->certificate_ends.At({}).Set(static_cast<double>(unix_s));
}

void Metrics::BuildInfo(absl::string_view version, absl::string_view commit) {
  impl_->build_info.At({version, commit}).Set(1);
}

void Metrics::BeforeScrape(std::function<void()> hook) { impl_->hook->Set(std::move(hook)); }

std::string Metrics::Text() const {
  (void)impl_->hook->Collect();
  return prometheus::TextSerializer().Serialize(impl_->registry->Collect());
}

}  // namespace cartera::obs
