#include "libs/platform/rpc/error.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cartera/type/v1/finding.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace cartera::rpc {
namespace {

constexpr absl::string_view kTypePrefix = "type.googleapis.com/";
constexpr absl::string_view kReason = "cartera/reason";
constexpr absl::string_view kMetaPrefix = "cartera/meta/";
constexpr absl::string_view kResource = "cartera/resource";

template <typename M>
std::string Url() {
  return absl::StrCat(kTypePrefix, M::descriptor()->full_name());
}

template <typename M>
void SetDetail(absl::Status& status, const M& detail) {
  status.SetPayload(Url<M>(), absl::Cord(detail.SerializeAsString()));
}

template <typename M>
bool GetDetail(const absl::Status& status, M* detail) {
  const auto payload = status.GetPayload(Url<M>());
  return payload.has_value() && detail->ParseFromString(std::string(*payload));
}

std::string TextPayload(const absl::Status& status, absl::string_view url) {
  const auto payload = status.GetPayload(url);
  return payload.has_value() ? std::string(*payload) : std::string();
}

bool IsHidden(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInternal ||
         status.code() == absl::StatusCode::kUnknown ||
         status.code() == absl::StatusCode::kDataLoss;
}

}  // namespace

Error::Error(absl::StatusCode code, absl::string_view reason, absl::string_view message)
    : status_(code, message) {
  status_.SetPayload(kReason, absl::Cord(reason));
}

Error& Error::Meta(absl::string_view key, absl::string_view value) {
  status_.SetPayload(absl::StrCat(kMetaPrefix, key), absl::Cord(value));
  return *this;
}

Error& Error::Resource(absl::string_view type, absl::string_view name) {
  google::rpc::ResourceInfo info;
  info.set_resource_type(std::string(type));
  info.set_resource_name(std::string(name));
  SetDetail(status_, info);
  return *this;
}

Error& Error::Precondition(absl::string_view type, absl::string_view subject,
                           absl::string_view description) {
  google::rpc::PreconditionFailure failure;
  GetDetail(status_, &failure);
  auto* violation = failure.add_violations();
  violation->set_type(std::string(type));
  violation->set_subject(std::string(subject));
  violation->set_description(std::string(description));
  SetDetail(status_, failure);
  return *this;
}

Error& Error::RetryAfter(absl::Duration delay) {
  google::rpc::RetryInfo info;
  const int64_t delay_ns = absl::ToInt64Nanoseconds(delay);
  info.mutable_retry_delay()->set_seconds(delay_ns / 1'000'000'000);
  info.mutable_retry_delay()->set_nanos(static_cast<int32_t>(delay_ns % 1'000'000'000));
  SetDetail(status_, info);
  return *this;
}

Error& Error::Field(absl::string_view field, absl::string_view description) {
  google::rpc::BadRequest bad;
  GetDetail(status_, &bad);
  auto* violation = bad.add_field_violations();
  violation->set_field(std::string(field));
  violation->set_description(std::string(description));
  SetDetail(status_, bad);
  return *this;
}

void Violations::Add(absl::string_view field, absl::string_view reason,
                     absl::string_view description) {
  faults_.push_back({std::string(field), std::string(reason), std::string(description), 0, ""});
}

absl::Status Violations::ToStatus() const {
  if (faults_.empty()) return absl::OkStatus();
  const Fault& first = faults_.front();
  std::string message = absl::StrCat(first.field, ": ", first.description);
  if (faults_.size() > 1) {
    absl::StrAppend(&message, " (and ", faults_.size() - 1, " more)");
  }
  absl::Status status = Error(absl::StatusCode::kInvalidArgument, "INVALID_REQUEST", message);
  google::rpc::BadRequest bad;
  type::v1::Findings findings;
  for (const Fault& fault : faults_) {
    auto* violation = bad.add_field_violations();
    violation->set_field(fault.field);
    violation->set_description(fault.description);
    auto* finding = findings.add_findings();
    finding->set_severity(type::v1::SEVERITY_BLOCKING);
    finding->set_code(fault.reason);
    finding->set_field(fault.field);
    finding->set_message(fault.description);
    finding->set_row(fault.row);
    finding->set_column(fault.column);
  }
  SetDetail(status, bad);
  SetDetail(status, findings);
  return status;
}

std::string ReasonOf(const absl::Status& status) {
  if (std::string reason = TextPayload(status, kReason); !reason.empty()) return reason;
  google::rpc::ErrorInfo info;
  return GetDetail(status, &info) ? info.reason() : std::string();
}

std::vector<Violations::Fault> FaultsOf(const absl::Status& status) {
  std::vector<Violations::Fault> faults;
  type::v1::Findings findings;
  if (GetDetail(status, &findings)) {
    for (const auto& f : findings.findings()) {
      faults.push_back({f.field(), f.code(), f.message(), f.row(), f.column()});
    }
    return faults;
  }
  google::rpc::BadRequest bad;
  if (GetDetail(status, &bad)) {
    for (const auto& v : bad.field_violations()) {
      faults.push_back({v.field(), "", v.description(), 0, ""});
    }
  }
  return faults;
}

std::vector<Violations::Fault> PreconditionsOf(const absl::Status& status) {
  std::vector<Violations::Fault> failed;
  google::rpc::PreconditionFailure failure;
  if (!GetDetail(status, &failure)) return failed;
  for (const auto& v : failure.violations()) {
    failed.push_back({v.subject(), v.type(), v.description(), 0, ""});
  }
  return failed;
}

std::string WireMessage(const absl::Status& status, absl::string_view call_id) {
  if (!IsHidden(status)) return std::string(status.message());
  return absl::StrCat("an internal error happened; quote call ", call_id, " when you report it");
}

std::string WireDetails(const absl::Status& status, absl::string_view call_id) {
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  wire.set_message(WireMessage(status, call_id));
  google::rpc::ErrorInfo info;
  std::string reason = ReasonOf(status);
  info.set_reason(reason.empty() ? absl::StatusCodeToString(status.code()) : reason);
  info.set_domain("cartera");
  (*info.mutable_metadata())["call_id"] = std::string(call_id);
  // The details of a hidden error would say as much as its text.
  const absl::Status shown = IsHidden(status) ? absl::Status(status.code(), "") : status;
  if (std::string resource = TextPayload(shown, kResource); !resource.empty()) {
    (*info.mutable_metadata())["resource"] = resource;
  }
  std::vector<std::pair<std::string, std::string>> details;
  shown.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    if (absl::StartsWith(url, kMetaPrefix)) {
      (*info.mutable_metadata())[std::string(url.substr(kMetaPrefix.size()))] =
          std::string(payload);
    } else if (absl::StartsWith(url, kTypePrefix) && url != Url<google::rpc::ErrorInfo>()) {
      details.emplace_back(std::string(url), std::string(payload));
    }
  });
  wire.add_details()->PackFrom(info);
  for (auto& [url, bytes] : details) {
    auto* any = wire.add_details();
    any->set_type_url(url);
    any->set_value(std::move(bytes));
  }
  return wire.SerializeAsString();
}

absl::Status FromWire(int code, absl::string_view message, absl::string_view details) {
  absl::Status status(static_cast<absl::StatusCode>(code), message);
  google::rpc::Status wire;
  if (status.ok() || !wire.ParseFromArray(details.data(), static_cast<int>(details.size()))) {
    return status;
  }
  for (const auto& any : wire.details()) {
    status.SetPayload(any.type_url(), absl::Cord(any.value()));
  }
  return status;
}

}  // namespace cartera::rpc
