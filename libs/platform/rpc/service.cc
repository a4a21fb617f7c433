#include "libs/platform/rpc/service.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "cartera/type/v1/options.pb.h"
#include "libs/platform/rpc/error.h"

namespace cartera::rpc {
namespace {

[[noreturn]] void Abort(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

}  // namespace

Service::Service(const std::string& full_name)
    : descriptor_(
          google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(full_name)) {
  if (descriptor_ == nullptr) Abort(absl::StrCat("no service ", full_name, " in the contract"));
}

Service::Entry& Service::EntryFor(const google::protobuf::Message& request,
                                  const google::protobuf::Message& response) {
  for (int i = 0; i < descriptor_->method_count(); ++i) {
    const auto* method = descriptor_->method(i);
    if (method->input_type() != request.GetDescriptor()) continue;
    if (method->output_type() != response.GetDescriptor()) break;
    auto entry = std::make_unique<Entry>();
    entry->method = {method, &method->options().GetExtension(type::v1::access),
                     absl::StrCat("/", descriptor_->full_name(), "/", method->name())};
    entry->request = &request;
    entry->response = &response;
    return *entries_.emplace_back(std::move(entry));
  }
  Abort(absl::StrCat(descriptor_->full_name(), " has no method from ",
                     request.GetDescriptor()->full_name(), " to ",
                     response.GetDescriptor()->full_name()));
}

absl::Status Service::Complete() const {
  for (int i = 0; i < descriptor_->method_count(); ++i) {
    const auto* method = descriptor_->method(i);
    bool bound = false;
    for (const auto& entry : entries_) {
      bound = bound ||
              (entry->method.descriptor == method &&
               (method->server_streaming() ? entry->stream != nullptr : entry->unary != nullptr));
    }
    if (!bound) {
      return absl::FailedPreconditionError(absl::StrCat(method->full_name(), " is not bound"));
    }
    const auto& access = method->options().GetExtension(type::v1::access);
    if (access.kind() == type::v1::Access::KIND_UNSPECIFIED ||
        (access.kind() == type::v1::Access::KIND_ROLE && access.roles().empty())) {
      return absl::FailedPreconditionError(
          absl::StrCat(method->full_name(), " does not state who may call it"));
    }
  }
  return absl::OkStatus();
}

}  // namespace cartera::rpc
