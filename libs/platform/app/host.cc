#include "libs/platform/app/host.h"

#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"
#include "libs/platform/app/relay.h"
#include "libs/platform/app/server_service.h"
#include "libs/platform/app/upkeep.h"
#include "libs/platform/app/version.h"
#include "libs/platform/app/watch.h"
#include "libs/platform/auth/dev_issuer.h"
#include "libs/platform/auth/internal_key.h"
#include "libs/platform/auth/one_time_code.h"
#include "libs/platform/obs/log.h"
#include "libs/platform/obs/metrics.h"
#include "libs/platform/pg/epoch.h"
#include "libs/platform/pg/local/cluster_config.h"
#include "libs/platform/pg/local/private_postgres.h"
#include "libs/platform/pg/migrations.h"
#include "libs/platform/rpc/credentials.h"
#include "libs/platform/rpc/server.h"

namespace cartera::app {
namespace {

constexpr absl::Duration kDrainGrace = absl::Seconds(10);
// A database that somebody else runs may be recovering from the same fault that ended this process.
constexpr absl::Duration kDatabasePatience = absl::Seconds(60);
// What a caller who was quiet may ask for at once.
constexpr double kBurstSeconds = 4;
// Beside the workers' connections: the relay's batches, upkeep, and a spare one.
constexpr int kExtraConnections = 3;

// A directory for its owner only; an empty one is made so. Errors: FAILED_PRECONDITION for one that
// others may enter, but for the group's right to pass, which PostgreSQL's own user is given by
// root.
absl::Status MakePrivateDirectory(const std::string& path) {
  std::error_code error;
  struct stat found = {};
  if (stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
      !std::filesystem::is_empty(path, error)) {
    if ((found.st_mode & 0067) == 0) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrFormat(
        "the directory %s has mode %04o: others may enter it, and it holds keys and the record; "
        "run chmod g-rw,o-rwx on it",
        path, found.st_mode & 07777));
  }
  std::filesystem::create_directories(path, error);
  if (error || chmod(path.c_str(), 0700) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("the directory ", path, " cannot be made or made private"));
  }
  return absl::OkStatus();
}

}  // namespace

struct Host::Impl {
  Options options;
  std::vector<Module> modules;
  SystemClock own_clock;
  SystemClock* clock = nullptr;
  std::atomic<bool> stopping{false};

  std::unique_ptr<obs::Metrics> metrics;
  std::unique_ptr<auth::InternalKey> key;
  std::unique_ptr<auth::DevIssuer> dev_issuer;
  std::unique_ptr<auth::TokenVerifier> verifier;
  std::string secret;
  std::unique_ptr<tls::Identity> identity;  // null: plain text

  std::unique_ptr<pg::PrivatePostgres> postgres;
  std::map<std::string, std::unique_ptr<pg::Database>> databases;
  std::vector<std::unique_ptr<Env>> envs;
  std::vector<std::shared_ptr<void>> states;
  ServerDeps deps;
  std::unique_ptr<rpc::RateLimit> rate;
  std::unique_ptr<rpc::Server> server;
  std::map<std::string, rpc::Client> peers;
  Mutex relays_mutex;
  std::map<std::string, std::unique_ptr<Relay>> relays ABSL_GUARDED_BY(relays_mutex);
  std::unique_ptr<Watch> watch;
  std::unique_ptr<Upkeep> upkeep;
  bool stopped = false;

  const Config& config() const { return options.config; }
  void Progress(absl::string_view text) const {
    if (options.progress) options.progress(text);
  }
  bool Hosts(const std::string& name) const {
    for (const Module& module : modules) {
      if (module.name == name) return true;
    }
    return false;
  }
  std::string AdminUri() const {
    return postgres != nullptr ? postgres->Uri(pg::kAdminRole, "cartera") : config().database;
  }
  rpc::Client ClientOf(const std::string& service) const {
    if (Hosts(service)) return server->InProcess();
    const auto peer = peers.find(service);
    return peer != peers.end() ? peer->second : rpc::Client();
  }

  void WakeRelay(const std::string& service) {
    const MutexLock lock(&relays_mutex);
    if (const auto relay = relays.find(service); relay != relays.end()) relay->second->Wake();
  }

  absl::Status StartIdentity();
  absl::Status StartDatabase();
  // Waits for a database that is not there yet.
  absl::Status Migrate(const std::string& uri, const pg::SchemaSpec& spec) const;
  absl::Status OpenSchema(const Module& module);
  absl::Status StartServer();
  void StartWatch();
  void StartRelays();
  void StartUpkeep();
  void Stop();
};

namespace {

// One module's view of the host.
class HostEnv final : public Env {
 public:
  HostEnv(std::function<rpc::Client(const std::string&)> client, pg::Database* database,
          const Clock* clock, const std::string* data_dir, const std::string* secret,
          const int64_t* epoch, const std::atomic<bool>* stopping)
      : client_(std::move(client)),
        database_(database),
        clock_(clock),
        data_dir_(data_dir),
        secret_(secret),
        epoch_(epoch),
        stopping_(stopping) {}
  pg::Database& database() override { return *database_; }
  const Clock& clock() const override { return *clock_; }
  rpc::Client client(const std::string& service) override { return client_(service); }
  const std::string& data_dir() const override { return *data_dir_; }
  const std::string& secret() const override { return *secret_; }
  int64_t epoch() const override { return *epoch_; }
  bool stopping() const override { return stopping_->load(); }

 private:
  const std::function<rpc::Client(const std::string&)> client_;
  pg::Database* const database_;
  const Clock* const clock_;
  const std::string* const data_dir_;
  const std::string* const secret_;
  const int64_t* const epoch_;
  const std::atomic<bool>* const stopping_;
};

}  // namespace

absl::Status Host::Impl::StartIdentity() {
  RETURN_IF_ERROR(MakePrivateDirectory(config().data_dir));
  const std::string log_dir = absl::StrCat(config().data_dir, "/log");
  RETURN_IF_ERROR(MakePrivateDirectory(log_dir));
  obs::LogOptions log;
  log.service = "carterad";
  log.path = config().log_file == "-"    ? std::string()
             : config().log_file.empty() ? absl::StrCat(log_dir, "/carterad.jsonl")
                                         : config().log_file;
  // A second host in one process (tests) goes on with the first one's log.
  if (const absl::Status status = obs::StartLog(log);
      !status.ok() && !absl::IsFailedPrecondition(status)) {
    return status;
  }
  ASSIGN_OR_RETURN(metrics,
                   obs::Metrics::Create(absl::StrCat("127.0.0.1:", config().metrics_port)));
  metrics->BuildInfo(kVersion, "");
  if (!config().tls_certificate.empty()) {
    ASSIGN_OR_RETURN(identity, tls::Identity::Create({config().tls_certificate, config().tls_key,
                                                      config().tls_client_ca}));
  }
  ASSIGN_OR_RETURN(key, auth::InternalKey::LoadOrCreate(config().data_dir + "/internal.key"));
  auth::TokenVerifier::Options trusted;
  trusted.issuers.push_back(key->Trusted());
  secret = key->Trusted().jwks_json;
  if (config().dev) {
    ASSIGN_OR_RETURN(dev_issuer,
                     auth::DevIssuer::LoadOrCreate(config().data_dir + "/dev-issuer.pem"));
    trusted.issuers.push_back(dev_issuer->Trusted());
  }
  if (!config().issuer.empty()) {
    auth::TrustedIssuer issuer;
    issuer.issuer = config().issuer;
    issuer.audience = config().audience;
    issuer.jwks_path = config().jwks;
    issuer.algorithms = {"RS256", "PS256", "ES256", "EdDSA"};
    trusted.issuers.push_back(std::move(issuer));
  }
  ASSIGN_OR_RETURN(verifier, auth::TokenVerifier::Create(std::move(trusted)));
  if (Hosts("registry")) RETURN_IF_ERROR(auth::CreateBootstrapCode(config().data_dir));
  return absl::OkStatus();
}

// Where a process that joins finds the database of this data directory. Holds no secret: the socket
// lets in by the operating system's user.
std::string AddressFile(const std::string& data_dir) { return data_dir + "/postgres-address"; }

absl::StatusOr<std::string> ReadAddress(const std::string& data_dir) {
  std::ifstream file(AddressFile(data_dir));
  std::string address;
  if (!std::getline(file, address) || address.empty()) {
    return absl::FailedPreconditionError(absl::StrCat("no server runs a PostgreSQL in ", data_dir,
                                                      "; start one without --join first"));
  }
  return address;
}

absl::Status Host::Impl::StartDatabase() {
  if (config().join && config().database.empty()) {
    ASSIGN_OR_RETURN(options.config.database, ReadAddress(config().data_dir));
  }
  if (config().database.empty()) {
    pg::PrivatePostgres::Options local;
    local.data_dir = config().data_dir;
    for (const Module& module : modules) local.roles.push_back(pg::RuntimeRole(module.name));
    for (const auto& [peer, address] : config().peers) {
      local.roles.push_back(pg::RuntimeRole(peer));
    }
    local.progress = options.progress;
    ASSIGN_OR_RETURN(postgres, pg::PrivatePostgres::Start(local));
    std::ofstream(AddressFile(config().data_dir)) << postgres->Uri(pg::kAdminRole, "cartera");
  }
  for (const Module& module : modules) RETURN_IF_ERROR(OpenSchema(module));
  ASSIGN_OR_RETURN(deps.epoch, pg::OpenEpoch(AdminUri()));
  return absl::OkStatus();
}

absl::Status Host::Impl::Migrate(const std::string& uri, const pg::SchemaSpec& spec) const {
  const absl::Time give_up = absl::Now() + kDatabasePatience;
  absl::Status status = pg::Migrate(uri, spec);
  if (absl::IsUnavailable(status)) {
    Progress(absl::StrCat("Waiting for the database (", status.message(), ") ..."));
  }
  while (absl::IsUnavailable(status) && absl::Now() < give_up) {
    absl::SleepFor(absl::Milliseconds(100));
    status = pg::Migrate(uri, spec);
  }
  return status;
}

absl::Status Host::Impl::OpenSchema(const Module& module) {
  const bool own = postgres != nullptr;
  pg::SchemaSpec spec;
  spec.name = module.name;
  spec.migrations = module.migrations;
  spec.reads = module.reads;
  RETURN_IF_ERROR(Migrate(AdminUri(), spec));
  pg::Options database;
  database.uri = own ? postgres->Uri(pg::RuntimeRole(module.name), "cartera") : config().database;
  database.role = own ? std::string() : pg::RuntimeRole(module.name);
  database.schema = module.name;
  database.size = config().workers + kExtraConnections;
  database.clock = clock;
  database.log = [name = module.name](absl::string_view call_id, absl::string_view cause) {
    obs::Log(obs::Severity::kWarning, "database",
             {{"svc", name}, {"request_id", call_id}, {"cause", cause}});
  };
  database.waited = [this](absl::string_view query, absl::Duration took) {
    metrics->QueryFinished(query, absl::ToDoubleSeconds(took));
  };
  database.emitted = [this, name = module.name] { WakeRelay(name); };
  databases[module.name] = std::make_unique<pg::Database>(std::move(database));
  return absl::OkStatus();
}

absl::Status Host::Impl::StartServer() {
  std::vector<rpc::ServerModule> hosted;
  deps.clock = clock;
  deps.dev_issuer = dev_issuer.get();
  deps.authorise = options.authorise;
  for (const Module& module : modules) {
    envs.push_back(
        std::make_unique<HostEnv>([this](const std::string& service) { return ClientOf(service); },
                                  databases[module.name].get(), clock, &options.config.data_dir,
                                  &secret, &deps.epoch, &stopping));
    ASSIGN_OR_RETURN(Instance instance, module.make(*envs.back()));
    states.push_back(std::move(instance.state));
    deps.hosted[module.name] = {databases[module.name].get(), std::move(instance.subscriptions)};
    rpc::ServerModule served;
    served.name = module.name;
    served.services = std::move(instance.services);
    served.workers = config().workers;
    served.queue_capacity = config().queue;
    for (const auto& service : served.services) {
      deps.services.push_back(service->descriptor()->full_name());
    }
    hosted.push_back(std::move(served));
  }
  rpc::ServerModule own;
  own.name = "server";
  own.services.push_back(MakeServerService(deps));
  deps.services.push_back(own.services.back()->descriptor()->full_name());
  own.workers = 4;
  hosted.push_back(std::move(own));

  rate = std::make_unique<rpc::RateLimit>(
      rpc::RateLimit::Options{.per_second = static_cast<double>(config().rate_per_second),
                              .burst = kBurstSeconds * config().rate_per_second});
  rpc::ServerOptions serve;
  serve.address = rpc::AddressOf(config().host, config().port);
  serve.surroundings = {clock,           verifier.get(), metrics.get(),
                        &options.checks, config().dev,   rate.get()};
  serve.streams_max = config().streams;
  serve.tls = identity.get();
  tls::Files as_caller;
  if (!config().tls_ca.empty()) {
    as_caller = {config().tls_certificate, config().tls_key, config().tls_ca};
    RETURN_IF_ERROR(tls::Load(as_caller, absl::Now()).status());
  }
  for (const auto& [name, address] : config().peers) {
    peers[name] = rpc::Client::Dial(address, as_caller);
  }
  ASSIGN_OR_RETURN(server, rpc::Server::Start(std::move(serve), std::move(hosted)));
  for (const std::string& service : deps.services) server->SetServing(service, true);
  return absl::OkStatus();
}

void Host::Impl::StartWatch() {
  Watch::Options look;
  look.data_dir = config().data_dir;
  // Whoever runs an outside database looks after its archive.
  if (postgres != nullptr && !databases.empty()) look.database = databases.begin()->second.get();
  look.identity = identity.get();
  look.metrics = metrics.get();
  watch = std::make_unique<Watch>(std::move(look));
}

void Host::Impl::StartRelays() {
  for (const Module& module : modules) {
    if (module.emits.empty()) continue;
    Relay::Options relay;
    relay.service = module.name;
    relay.routes = module.emits;
    relay.database = databases[module.name].get();
    relay.clock = clock;
    relay.key = key.get();
    relay.metrics = metrics.get();
    relay.client = [this](const std::string& service) { return ClientOf(service); };
    const MutexLock lock(&relays_mutex);
    relays[module.name] = std::make_unique<Relay>(std::move(relay));
  }
}

void Host::Impl::StartUpkeep() {
  std::vector<pg::Database*> all;
  for (const auto& [name, database] : databases) all.push_back(database.get());
  upkeep = std::make_unique<Upkeep>(std::move(all));
  metrics->BeforeScrape([this] {
    for (const auto& [name, database] : databases) {
      metrics->PoolInUse(name, database->connections_in_use());
    }
    server->Measure(*metrics);
  });
}

void Host::Impl::Stop() {
  if (std::exchange(stopped, true)) return;
  stopping.store(true);
  watch.reset();
  std::map<std::string, std::unique_ptr<Relay>> ending;
  {
    const MutexLock lock(&relays_mutex);
    ending.swap(relays);
  }
  ending.clear();
  upkeep.reset();
  if (metrics != nullptr) metrics->BeforeScrape(nullptr);
  if (server != nullptr) server->Shutdown(kDrainGrace);
  states.clear();
  server.reset();
  databases.clear();
  if (postgres != nullptr) {
    if (const absl::Status status = postgres->Stop(); !status.ok()) {
      obs::Log(obs::Severity::kWarning, "postgres", {{"cause", status.ToString()}});
    }
  }
}

Host::Host(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Host::~Host() { impl_->Stop(); }

absl::StatusOr<std::unique_ptr<Host>> Host::Start(Options options, std::vector<Module> modules) {
  RETURN_IF_ERROR(CheckDag(modules));
  auto impl = std::make_unique<Impl>();
  impl->options = std::move(options);
  impl->modules = std::move(modules);
  impl->clock = impl->options.clock != nullptr ? impl->options.clock : &impl->own_clock;
  // The host owns the parts from here on, so that an error on the way stops what has started.
  std::unique_ptr<Host> host(new Host(std::move(impl)));
  Impl& parts = *host->impl_;
  RETURN_IF_ERROR(parts.StartIdentity());
  RETURN_IF_ERROR(parts.StartDatabase());
  RETURN_IF_ERROR(parts.StartServer());
  parts.StartRelays();
  parts.StartWatch();
  parts.StartUpkeep();
  return host;
}

int Host::port() const { return impl_->server->port(); }
int Host::metrics_port() const { return impl_->metrics->port(); }
const obs::Metrics& Host::metrics() const { return *impl_->metrics; }
SystemClock& Host::clock() { return *impl_->clock; }
rpc::Client Host::client() const { return impl_->server->InProcess(); }
const std::string& Host::data_dir() const { return impl_->config().data_dir; }
void Host::Stop() { impl_->Stop(); }

}  // namespace cartera::app
