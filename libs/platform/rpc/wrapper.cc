#include "libs/platform/rpc/wrapper.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "cartera/type/v1/options.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "libs/base/limits.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/platform/auth/entropy.h"
#include "libs/platform/auth/reason.h"
#include "libs/platform/obs/log.h"
#include "libs/platform/rpc/error.h"
#include "libs/platform/rpc/texts_not_utf8.h"

namespace cartera::rpc {
namespace {

using google::protobuf::Message;
using type::v1::Access;

// The request without its request_id, the same bytes however the client wrote it.
std::string HashOfRequest(const Message& request) {
  std::unique_ptr<Message> copy(request.New());
  copy->CopyFrom(request);
  const auto* field = copy->GetDescriptor()->FindFieldByName("request_id");
  if (field != nullptr) copy->GetReflection()->ClearField(copy.get(), field);
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    copy->SerializeToCodedStream(&coded);
  }
  return Sha256(bytes);
}

std::string TextField(const Message& message, const char* name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  return field != nullptr && field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING
             ? message.GetReflection()->GetString(message, field)
             : std::string();
}

bool BoolField(const Message& message, const char* name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  return field != nullptr && message.GetReflection()->GetBool(message, field);
}

}  // namespace

Wrapper::Wrapper(const Surroundings& surroundings, const Service::Entry& entry, Arrival arrival)
    : surroundings_(surroundings),
      entry_(entry),
      started_(absl::Now()),
      arrival_(std::move(arrival)) {
  call_.method = &entry_.method;
  call_.call_id = obs::RequestIdOrNew(arrival_.call_id, auth::Random128);
  call_.trace = obs::ContinueTrace(arrival_.traceparent, auth::Random128);
  const int cap_ms = entry_.method.access->deadline_max_ms() > 0
                         ? entry_.method.access->deadline_max_ms()
                         : kDeadlineMaxMs;
  call_.context.deadline =
      std::min(arrival_.deadline,
               started_ + std::min(absl::Milliseconds(cap_ms), surroundings_.deadline_max));
  call_.context.method = entry_.method.path;
  call_.context.trace = obs::FormatTraceparent(call_.trace);
}

absl::Status Wrapper::DeadlineLeft() const {
  if (absl::Now() < call_.context.deadline) return absl::OkStatus();
  return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
               "the deadline passed before the work was done");
}

absl::Status Wrapper::Authenticate() {
  const Access::Kind kind = entry_.method.access->kind();
  if (kind == Access::KIND_DEV) {
    if (surroundings_.dev) return absl::OkStatus();
    return Error(absl::StatusCode::kUnimplemented, "DEV_ONLY",
                 "this server was not started with --dev");
  }
  if (kind == Access::KIND_PUBLIC) return absl::OkStatus();
  if (arrival_.several_authorizations) {
    return auth::Unauthenticated("TOKEN_MALFORMED", "several authorization headers were sent");
  }
  ASSIGN_OR_RETURN(const absl::string_view token, auth::BearerToken(arrival_.authorization));
  if (arrival_.identity.has_value()) {
    call_.identity = *arrival_.identity;
  } else {
    ASSIGN_OR_RETURN(call_.identity, surroundings_.verifier->Verify(token, call_.context.now));
  }
  call_.authenticated = true;
  // Not as it came: gRPC ends a process that sends on a blank it does not like.
  call_.authorization = absl::StrCat("Bearer ", token);
  call_.context.principal = absl::StrCat(call_.identity.issuer, "|", call_.identity.subject);
  if (kind == Access::KIND_SERVICE && !call_.identity.is_service) {
    return Error(absl::StatusCode::kPermissionDenied, "SERVICE_ONLY",
                 "only Cartera's own services may call this method");
  }
  return absl::OkStatus();
}

absl::Status Wrapper::WithinRate() {
  if (surroundings_.rate == nullptr || arrival_.inner || !call_.authenticated ||
      call_.identity.is_service) {
    return absl::OkStatus();
  }
  const absl::Duration wait = surroundings_.rate->Take(call_.context.principal, call_.context.now);
  if (wait == absl::ZeroDuration()) return absl::OkStatus();
  return Error(absl::StatusCode::kResourceExhausted, "RATE_LIMITED",
               "you make more calls than one person may; wait a moment")
      .RetryAfter(wait);
}

absl::Status Wrapper::Parse(absl::string_view bytes) {
  request_.reset(entry_.request->New());
  Violations violations;
  if (!request_->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    FindTextsNotUtf8(*entry_.request->GetDescriptor(), bytes, &violations);
    RETURN_IF_ERROR(violations.ToStatus());
    return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_REQUEST",
                 absl::StrCat("the request is not a valid ",
                              entry_.request->GetDescriptor()->full_name()))
        .Field("(request)", "cannot be read");
  }
  Validate(*request_, "", *surroundings_.checks, &violations);
  RETURN_IF_ERROR(violations.ToStatus());
  if (entry_.method.access->writes()) {
    call_.context.request_id = TextField(*request_, "request_id");
    call_.context.validate_only = BoolField(*request_, "validate_only");
    if (!call_.context.request_id.empty()) call_.context.request_hash = HashOfRequest(*request_);
  }
  return absl::OkStatus();
}

absl::Status Wrapper::Open(absl::string_view bytes) {
  call_.context.now = surroundings_.clock->Now();
  RETURN_IF_ERROR(DeadlineLeft());
  RETURN_IF_ERROR(Authenticate());
  RETURN_IF_ERROR(WithinRate());
  return Parse(bytes);
}

absl::Status Wrapper::Run(absl::string_view bytes, std::string* answer) {
  absl::Status status = Open(bytes);
  if (status.ok()) {
    std::unique_ptr<Message> response(entry_.response->New());
    // The firewall: an exception here is our bug, and ends this call only.
    try {
      status = entry_.unary(call_, *request_, response.get());
    } catch (const std::exception& e) {
      status = absl::InternalError(absl::StrCat("exception: ", e.what()));
    }
    if (status.ok()) response->SerializeToString(answer);
  }
  return status;
}

absl::StatusOr<std::unique_ptr<Pages>> Wrapper::OpenPages() {
  try {
    return entry_.stream(call_, *request_);
  } catch (const std::exception& e) {
    return absl::InternalError(absl::StrCat("exception: ", e.what()));
  }
}

absl::StatusOr<bool> Wrapper::NextPage(Pages& pages, std::string* answer) {
  RETURN_IF_ERROR(DeadlineLeft());
  std::unique_ptr<Message> page(entry_.response->New());
  try {
    ASSIGN_OR_RETURN(const bool more, pages.Next(page.get()));
    if (more) page->SerializeToString(answer);
    return more;
  } catch (const std::exception& e) {
    return absl::InternalError(absl::StrCat("exception: ", e.what()));
  }
}

void Wrapper::Finish(const absl::Status& status) {
  const double seconds = absl::ToDoubleSeconds(absl::Now() - started_);
  const std::string code = absl::StatusCodeToString(status.code());
  const bool ours =
      status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown;
  obs::Log(ours ? obs::Severity::kError : obs::Severity::kInfo, "rpc",
           {{"svc", arrival_.module},
            {"method", entry_.method.path},
            {"code", code},
            {"reason", status.ok() ? std::string() : ReasonOf(status)},
            {"call_id", call_.call_id},
            {"trace_id", call_.trace.TraceIdHex()},
            {"sub", call_.identity.subject},
            {"request_id", call_.context.request_id},
            {"ms", seconds * 1000},
            {"statements", call_.context.statements},
            {"cause", ours ? std::string(status.message()) : std::string()}});
  if (surroundings_.metrics != nullptr) {
    surroundings_.metrics->RpcFinished(entry_.method.descriptor->service()->full_name(),
                                       entry_.method.descriptor->name(), code, seconds,
                                       call_.context.statements);
    if (absl::IsResourceExhausted(status)) {
      surroundings_.metrics->CallRefused(arrival_.module, ReasonOf(status));
    }
  }
}

}  // namespace cartera::rpc
