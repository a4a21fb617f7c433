#include "libs/platform/rpc/client.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/support/sync_stream.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/platform/rpc/bytes.h"
#include "libs/platform/rpc/credentials.h"
#include "libs/platform/rpc/error.h"

namespace cartera::rpc {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr int kReconnectMinMs = 100;
constexpr int kReconnectMaxMs = 2000;

std::string PathOf(const MethodDescriptor* method) {
  return absl::StrCat("/", method->service()->full_name(), "/", method->name());
}

// Errors: UNAUTHENTICATED for a token that gRPC would end this process for.
absl::Status Prepare(grpc::ClientContext& context, const CallOptions& options) {
  if (!std::all_of(options.authorization.begin(), options.authorization.end(),
                   absl::ascii_isprint)) {
    return absl::UnauthenticatedError("the token holds characters that no token has");
  }
  context.set_deadline(absl::ToChronoTime(absl::Now() + options.timeout));
  if (!options.authorization.empty()) context.AddMetadata("authorization", options.authorization);
  if (!options.traceparent.empty()) context.AddMetadata("traceparent", options.traceparent);
  if (!options.call_id.empty()) context.AddMetadata("x-call-id", options.call_id);
  return absl::OkStatus();
}

absl::Status Refuse(const Message& request) {
  return absl::InternalError(
      absl::StrCat("no method takes ", request.GetDescriptor()->full_name()));
}

absl::Status NoPeer(const MethodDescriptor* method) {
  return absl::UnavailableError(
      absl::StrCat(method->service()->full_name(),
                   " is not in this process, and --peer does not say where it is"));
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return FromWire(status.error_code(), status.error_message(), status.error_details());
}

}  // namespace

const MethodDescriptor* MethodFor(const google::protobuf::Descriptor* request) {
  // cartera.registry.v1.GetProjectRequest: method GetProject of RegistryService, or of a further
  // service of a package.
  absl::string_view name = request->name();
  if (!absl::ConsumeSuffix(&name, "Request")) return nullptr;
  const std::string& package = request->file()->package();
  const std::vector<std::string> parts = absl::StrSplit(package, '.');
  if (parts.size() != 3) return nullptr;
  std::string own = parts[1];
  own[0] = absl::ascii_toupper(own[0]);
  for (const std::string& service :
       {absl::StrCat(own, "Service"), std::string("AccessService"),
        std::string("AssignmentService"), std::string("AuthorisationService"),
        std::string("DialogueService"), std::string("DocumentService"), std::string("EventService"),
        std::string("JudgementService"), std::string("LetterService"),
        std::string("MethodologyService"), std::string("RecordService"),
        std::string("ScreeningService"), std::string("TaskService")}) {
    const auto* descriptor =
        request->file()->pool()->FindMethodByName(absl::StrCat(package, ".", service, ".", name));
    if (descriptor != nullptr && descriptor->input_type() == request) return descriptor;
  }
  return nullptr;
}

Client Client::Dial(const std::string& target, const tls::Files& files) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax * 4);
  // A peer that comes back is noticed at once, not after gRPC's usual two minutes at most.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectMinMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMaxMs);
  const std::shared_ptr<grpc::ChannelCredentials> credentials =
      files.authorities.empty() ? grpc::InsecureChannelCredentials() : TlsOf(files);
  Client client;
  for (const absl::string_view one : absl::StrSplit(target, ',')) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(one, absl::MaxSplits('=', 1));
    const bool named = !parts.second.empty();
    auto channel =
        grpc::CreateCustomChannel(named ? parts.second : std::string(one), credentials, arguments);
    if (client.channel_ == nullptr) client.channel_ = channel;
    if (named) client.by_service_[parts.first] = std::move(channel);
  }
  return client;
}

const std::shared_ptr<grpc::Channel>& Client::ChannelOf(const MethodDescriptor* method) const {
  if (by_service_.empty()) return channel_;
  const std::vector<std::string> parts = absl::StrSplit(method->file()->package(), '.');
  const auto found = parts.size() > 1 ? by_service_.find(parts[1]) : by_service_.end();
  return found == by_service_.end() ? channel_ : found->second;
}

absl::Status Client::Call(const Message& request, Message* response,
                          const CallOptions& options) const {
  const MethodDescriptor* method = MethodFor(request.GetDescriptor());
  if (method == nullptr || method->server_streaming()) return Refuse(request);
  if (pg::LeaseHeldByThisThread()) {
    return absl::InternalError("a database connection is held across a call to another service");
  }
  const std::shared_ptr<grpc::Channel>& channel = ChannelOf(method);
  if (channel == nullptr) return NoPeer(method);
  grpc::ClientContext context;
  RETURN_IF_ERROR(Prepare(context, options));
  const std::string path = PathOf(method);
  const grpc::internal::RpcMethod rpc(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC, channel);
  const grpc::ByteBuffer sent = ToBuffer(request.SerializeAsString());
  grpc::ByteBuffer received;
  const grpc::Status status = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
      channel.get(), rpc, &context, sent, &received);
  if (!status.ok()) return FromGrpc(status);
  if (!response->ParseFromString(FromBuffer(received))) {
    return absl::InternalError("the server's answer cannot be read");
  }
  return absl::OkStatus();
}

absl::Status Client::Stream(const Message& request, Message* response, const CallOptions& options,
                            absl::FunctionRef<absl::Status()> page) const {
  const MethodDescriptor* method = MethodFor(request.GetDescriptor());
  if (method == nullptr || !method->server_streaming()) return Refuse(request);
  const std::shared_ptr<grpc::Channel>& channel = ChannelOf(method);
  if (channel == nullptr) return NoPeer(method);
  grpc::ClientContext context;
  RETURN_IF_ERROR(Prepare(context, options));
  const std::string path = PathOf(method);
  const grpc::internal::RpcMethod rpc(path.c_str(), grpc::internal::RpcMethod::SERVER_STREAMING,
                                      channel);
  const grpc::ByteBuffer sent = ToBuffer(request.SerializeAsString());
  std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> reader(
      grpc::internal::ClientReaderFactory<grpc::ByteBuffer>::Create(channel.get(), rpc, &context,
                                                                    sent));
  grpc::ByteBuffer received;
  absl::Status stopped;
  while (stopped.ok() && reader->Read(&received)) {
    stopped = response->ParseFromString(FromBuffer(received))
                  ? page()
                  : absl::InternalError("the server's answer cannot be read");
  }
  if (!stopped.ok()) context.TryCancel();
  const absl::Status finished = FromGrpc(reader->Finish());
  return stopped.ok() ? finished : stopped;
}

bool Client::WaitUntilReady(absl::Duration timeout) const {
  return channel_->WaitForConnected(absl::ToChronoTime(absl::Now() + timeout));
}

CallOptions OnBehalfOf(const Call& call) {
  return {call.authorization, call.context.trace, call.call_id,
          call.context.deadline - absl::Now()};
}

}  // namespace cartera::rpc
