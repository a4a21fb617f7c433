#include "libs/platform/auth/token.h"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <fstream>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/base/mutex.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/platform/auth/json_web_key.h"
#include "libs/platform/auth/reason.h"
#include "libs/platform/auth/token_cache.h"
#include "libs/platform/auth/token_claims.h"
#include "libs/platform/obs/log.h"

namespace cartera::auth {
namespace {

constexpr size_t kTokenBytesMax = 8192;
constexpr size_t kJwksBytesMax = 256 * 1024;
constexpr int64_t kFileCheckPeriodUs = 5'000'000;

// What tells that a file was replaced: device, inode, size, mtime in nanoseconds.
using FileStamp = std::tuple<dev_t, ino_t, off_t, int64_t>;

std::optional<FileStamp> StampOf(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    return std::nullopt;
  }
  return FileStamp(info.st_dev, info.st_ino, info.st_size,
                   int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec);
}

absl::StatusOr<std::string> ReadJwksFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::NotFoundError(absl::StrCat("cannot open the JWKS file ", path));
  }
  std::string text(kJwksBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > kJwksBytesMax) {
    return absl::InvalidArgumentError(absl::StrCat("the JWKS file ", path, " is too long"));
  }
  return text;
}

// One trusted issuer with its present keys.
struct IssuerKeys {
  TrustedIssuer config;
  Mutex mutex;
  std::shared_ptr<const KeySet> keys ABSL_GUARDED_BY(mutex);
  std::optional<FileStamp> stamp ABSL_GUARDED_BY(mutex);
};

absl::Status CheckIssuer(const TrustedIssuer& issuer) {
  const auto wrong = [&](absl::string_view what) {
    return absl::InvalidArgumentError(
        absl::StrCat("trusted issuer \"", issuer.issuer, "\": ", what));
  };
  if (issuer.issuer.empty() || issuer.audience.empty()) {
    return wrong("issuer and audience must not be empty");
  }
  if (issuer.jwks_path.empty() == issuer.jwks_json.empty()) {
    return wrong("give either a JWKS file or a JWKS");
  }
  if (issuer.algorithms.empty()) {
    return wrong("name the algorithms allowed");
  }
  for (const std::string& algorithm : issuer.algorithms) {
    if (!IsKnownAlgorithm(algorithm)) {
      return wrong(absl::StrCat("algorithm ", algorithm, " is not supported"));
    }
    if ((algorithm == "HS256") != issuer.is_service) {
      return wrong("HS256 is for the internal issuer, and it alone");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckOptions(const TokenVerifier::Options& options) {
  if (options.clock_skew_s < 0 || options.clock_skew_s > 300 || options.cache_ttl_s < 0 ||
      options.cache_ttl_s > 60) {
    return absl::InvalidArgumentError("clock skew must be 0-300 s, cache time 0-60 s");
  }
  for (size_t i = 0; i < options.issuers.size(); ++i) {
    RETURN_IF_ERROR(CheckIssuer(options.issuers[i]));
    for (size_t j = 0; j < i; ++j) {
      if (options.issuers[i].issuer == options.issuers[j].issuer) {
        return absl::InvalidArgumentError(
            absl::StrCat("issuer \"", options.issuers[i].issuer, "\" is given twice"));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

struct TokenVerifier::Impl {
  explicit Impl(const Options& options)
      : clock_skew(absl::Seconds(options.clock_skew_s)),
        cache(options.cache_entries_max, absl::Seconds(options.cache_ttl_s)) {}

  absl::Status Load(IssuerKeys& issuer);
  void ReloadChangedFiles(absl::Time now);
  absl::StatusOr<Identity> VerifyUncached(const std::string& token, absl::Time now);

  const absl::Duration clock_skew;
  std::deque<IssuerKeys> issuers;  // the list itself never changes after Create
  TokenCache cache;
  std::atomic<int64_t> files_checked_us{0};
  std::atomic<bool> reloading{false};
};

absl::Status TokenVerifier::Impl::Load(IssuerKeys& issuer) {
  const TrustedIssuer& config = issuer.config;
  std::string text = config.jwks_json;
  // The stamp is taken first: a change while reading shows as another stamp later.
  std::optional<FileStamp> stamp;
  if (!config.jwks_path.empty()) {
    stamp = StampOf(config.jwks_path);
    ASSIGN_OR_RETURN(text, ReadJwksFile(config.jwks_path));
  }
  ASSIGN_OR_RETURN(std::shared_ptr<const KeySet> keys, KeySet::Parse(text, config.is_service));
  const MutexLock lock(&issuer.mutex);
  issuer.stamp = stamp;
  issuer.keys = std::move(keys);
  return absl::OkStatus();
}

void TokenVerifier::Impl::ReloadChangedFiles(absl::Time now) {
  const int64_t now_us = absl::ToUnixMicros(now);
  const int64_t age_us = now_us - files_checked_us.load(std::memory_order_relaxed);
  if (age_us >= 0 && age_us < kFileCheckPeriodUs) {
    return;
  }
  if (reloading.exchange(true)) {
    return;  // another thread is at it
  }
  files_checked_us.store(now_us, std::memory_order_relaxed);
  for (IssuerKeys& issuer : issuers) {
    if (issuer.config.jwks_path.empty()) {
      continue;
    }
    const std::optional<FileStamp> stamp = StampOf(issuer.config.jwks_path);
    if (const MutexLock lock(&issuer.mutex); stamp == issuer.stamp) {
      continue;
    }
    const absl::Status loaded = Load(issuer);
    if (loaded.ok()) {
      cache.Clear();
      obs::Log(obs::Severity::kInfo, "issuer keys reloaded", {{"issuer", issuer.config.issuer}});
    } else {
      // A half-written file must not lock everybody out: keep the keys, look again in 5 s.
      obs::Log(obs::Severity::kError, "issuer keys not reloaded, the old ones stay",
               {{"issuer", issuer.config.issuer}, {"error", loaded.ToString()}});
    }
  }
  reloading.store(false);
}

absl::StatusOr<Identity> TokenVerifier::Impl::VerifyUncached(const std::string& token,
                                                             absl::Time now) {
  ASSIGN_OR_RETURN(const TokenParts parts, ParseToken(token));
  const absl::string_view name = TextClaim(parts.claims.get(), "iss");
  const auto issuer = std::find_if(issuers.begin(), issuers.end(), [&](const IssuerKeys& known) {
    return known.config.issuer == name;
  });
  if (issuer == issuers.end()) {
    return Unauthenticated("TOKEN_ISSUER", "the token's issuer is not trusted");
  }
  const std::vector<std::string>& allowed = issuer->config.algorithms;
  if (std::find(allowed.begin(), allowed.end(), parts.algorithm) == allowed.end()) {
    return Unauthenticated("TOKEN_ALGORITHM", "the token's algorithm is not allowed");
  }
  std::shared_ptr<const KeySet> keys;
  {
    const MutexLock lock(&issuer->mutex);
    keys = issuer->keys;
  }
  ASSIGN_OR_RETURN(const VerificationKey* key, keys->Find(parts.kid, parts.algorithm));
  RETURN_IF_ERROR(VerifySignature(parts, token, *key));
  return CheckClaims(parts.claims.get(), issuer->config, now, clock_skew);
}

TokenVerifier::TokenVerifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TokenVerifier::~TokenVerifier() = default;

absl::StatusOr<std::unique_ptr<TokenVerifier>> TokenVerifier::Create(Options options) {
  InitLibrary();
  RETURN_IF_ERROR(CheckOptions(options));
  auto impl = std::make_unique<Impl>(options);
  for (TrustedIssuer& config : options.issuers) {
    IssuerKeys& issuer = impl->issuers.emplace_back();
    issuer.config = std::move(config);
    RETURN_IF_ERROR(impl->Load(issuer));
  }
  return std::unique_ptr<TokenVerifier>(new TokenVerifier(std::move(impl)));
}

absl::StatusOr<Identity> TokenVerifier::Verify(absl::string_view token, absl::Time now) {
  if (token.empty()) {
    return Unauthenticated("TOKEN_MISSING", "no bearer token was sent");
  }
  if (token.size() > kTokenBytesMax) {
    return Unauthenticated("TOKEN_MALFORMED", "the token is longer than 8 KiB");
  }
  impl_->ReloadChangedFiles(now);
  const int64_t epoch = impl_->cache.epoch();
  const std::string digest = Sha256(token);
  if (std::optional<Identity> known = impl_->cache.Find(digest, now); known.has_value()) {
    return *std::move(known);
  }
  ASSIGN_OR_RETURN(Identity identity, impl_->VerifyUncached(std::string(token), now));
  impl_->cache.Insert(digest, identity, now, epoch);
  return identity;
}

std::optional<Identity> TokenVerifier::Known(absl::string_view token, absl::Time now) {
  if (token.empty() || token.size() > kTokenBytesMax) return std::nullopt;
  impl_->ReloadChangedFiles(now);
  return impl_->cache.Find(Sha256(token), now);
}

TokenVerifier::CacheCounts TokenVerifier::cache_counts() const { return impl_->cache.counts(); }

absl::StatusOr<absl::string_view> BearerToken(absl::string_view header) {
  constexpr absl::string_view kScheme = "Bearer ";
  if (header.empty()) {
    return Unauthenticated("TOKEN_MISSING", "no bearer token was sent");
  }
  if (!absl::StartsWithIgnoreCase(header, kScheme)) {
    return Unauthenticated("TOKEN_MALFORMED", "the authorization header must be \"Bearer TOKEN\"");
  }
  return absl::StripAsciiWhitespace(header.substr(kScheme.size()));
}

std::string ReasonOf(const absl::Status& status) {
  return std::string(status.GetPayload(kReasonPayload).value_or(absl::Cord()));
}

}  // namespace cartera::auth
