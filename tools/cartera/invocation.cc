#include "tools/cartera/invocation.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "google/protobuf/field_mask.pb.h"
#include "libs/base/status_macros.h"
#include "libs/platform/rpc/client.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/output.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* Field(const Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

void SetGlobal(const char* field, absl::string_view flag, const std::string& value,
               Message* request, std::vector<std::string>* faults) {
  if (value.empty()) return;
  const FieldDescriptor* descriptor = Field(*request, field);
  if (descriptor == nullptr) {
    faults->push_back(absl::StrCat(flag, " means nothing here"));
  } else if (const absl::Status set = SetFromText(request, descriptor, value); !set.ok()) {
    faults->push_back(absl::StrCat(flag, ": ", set.message()));
  }
}

// The fields an update changes: those of the flags given, and those cleared.
void SetUpdateMask(const Invocation& invocation, Message* request,
                   std::vector<std::string>* faults) {
  const FieldDescriptor* field = Field(*request, "update_mask");
  if (field == nullptr) {
    if (!invocation.cleared.empty()) faults->push_back("--clear means nothing here");
    return;
  }
  google::protobuf::FieldMask mask;
  for (const Flag& flag : invocation.flags) {
    if (flag.path.size() > 1 && invocation.Has(flag.name) && flag.path[1]->name() != "name") {
      mask.add_paths(flag.path[1]->name());
    }
  }
  for (const std::string& name : invocation.cleared) {
    mask.add_paths(absl::StrReplaceAll(name, {{"-", "_"}}));
  }
  if (mask.paths().empty()) faults->push_back("nothing to change was given");
  request->GetReflection()->MutableMessage(request, field)->CopyFrom(mask);
}

// The repeated field of messages of a list's answer; null for other answers.
const FieldDescriptor* ItemsField(const Message& response) {
  if (!absl::StartsWith(response.GetDescriptor()->name(), "List") &&
      response.GetDescriptor()->field_count() != 1) {
    return nullptr;
  }
  const FieldDescriptor* first = response.GetDescriptor()->field(0);
  return first->is_repeated() && IsMessage(first) ? first : nullptr;
}

absl::Status ListPages(Invocation& invocation, Message* request, Message* response,
                       ListPrinter* printer) {
  const absl::Time started = absl::Now();
  const FieldDescriptor* items = ItemsField(*response);
  const FieldDescriptor* next = Field(*response, "next_page_token");
  int64_t count = 0;
  while (true) {
    RETURN_IF_ERROR(invocation.Call(*request, response));
    const int size = response->GetReflection()->FieldSize(*response, items);
    for (int i = 0; i < size; ++i) {
      printer->Add(response->GetReflection()->GetRepeatedMessage(*response, items, i));
    }
    count += size;
    const std::string token =
        next == nullptr ? "" : response->GetReflection()->GetString(*response, next);
    const bool told = invocation.err_is_terminal && absl::Now() - started > absl::Seconds(2);
    if (told) *invocation.err << "\r" << count << " read" << std::flush;
    if (token.empty() || !invocation.globals.all) {
      if (told) *invocation.err << "\n";
      if (!token.empty()) {
        *invocation.err << "There are more: add --all, or --page-token " << token << "\n";
      }
      return absl::OkStatus();
    }
    request->GetReflection()->SetString(request, Field(*request, "page_token"), token);
  }
}

void SayNothingWasStored(const Invocation& invocation, bool validated) {
  if (validated) *invocation.err << "Dry run: everything was checked, nothing was stored.\n";
}

}  // namespace

std::string Invocation::Get(absl::string_view flag) const {
  const auto found = values.find(std::string(flag));
  return found == values.end() || found->second.empty() ? "" : found->second.front();
}

const Descriptor* RequestType(const Verb& verb) {
  return MessageType(absl::StrCat("cartera.", verb.request, "Request"));
}

absl::StatusOr<std::unique_ptr<Message>> Invocation::Request() const {
  std::unique_ptr<Message> request = NewMessage(RequestType(*verb));
  std::vector<std::string> faults;
  if (const absl::Status filled = FillRequest(flags, values, request.get()); !filled.ok()) {
    faults.emplace_back(filled.message());
  }
  SetGlobal("request_id", "--request-id", globals.request_id, request.get(), &faults);
  SetGlobal("etag", "--etag", globals.etag, request.get(), &faults);
  SetGlobal("filter", "--filter", globals.filter, request.get(), &faults);
  SetGlobal("order_by", "--order-by", globals.order_by, request.get(), &faults);
  SetGlobal("page_token", "--page-token", globals.page_token, request.get(), &faults);
  SetGlobal("page_size", "--page-size",
            globals.page_size == 0 ? "" : absl::StrCat(globals.page_size), request.get(), &faults);
  SetGlobal("validate_only", "--dry-run", globals.dry_run ? "true" : "", request.get(), &faults);
  SetUpdateMask(*this, request.get(), &faults);
  if (faults.empty()) return request;
  return absl::InvalidArgumentError(absl::StrJoin(faults, "\n"));
}

absl::StatusOr<int> RunCall(Invocation& invocation) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Message> request, invocation.Request());
  const auto* method = rpc::MethodFor(request->GetDescriptor());
  if (method == nullptr) return absl::InternalError("the contract has no method for this");
  const std::unique_ptr<Message> response = NewMessage(method->output_type());
  if (const FieldDescriptor* items = ItemsField(*response)) {
    if (invocation.globals.all && invocation.globals.page_size == 0 &&
        Field(*request, "page_size") != nullptr) {
      // Larger pages, fewer calls: everything is wanted anyway.
      request->GetReflection()->SetInt32(request.get(), Field(*request, "page_size"), 500);
    }
    ListPrinter printer(invocation.globals.output, invocation.verb->columns, items->message_type(),
                        invocation.style, invocation.out);
    RETURN_IF_ERROR(ListPages(invocation, request.get(), response.get(), &printer));
    printer.Finish();
  } else {
    RETURN_IF_ERROR(invocation.Call(*request, response.get()));
    RETURN_IF_ERROR(PrintAnswer(invocation, *response));
  }
  SayNothingWasStored(invocation, invocation.globals.dry_run);
  return 0;
}

absl::Status PrintAnswer(Invocation& invocation, const Message& response) {
  switch (invocation.globals.output) {
    case Output::kJson:
      *invocation.out << ToJson(response, true);
      return absl::OkStatus();
    case Output::kNdjson:
      *invocation.out << ToJson(response, false);
      return absl::OkStatus();
    case Output::kCsv:
      *invocation.out << MessageAsCsv(OnlyResource(response));
      return absl::OkStatus();
    case Output::kTable:
      break;
  }
  if (invocation.verb->page != nullptr) {
    ASSIGN_OR_RETURN(const std::string page, invocation.verb->page(invocation, response));
    *invocation.out << page;
  } else {
    *invocation.out << RenderMessage(response, invocation.style);
  }
  return absl::OkStatus();
}

}  // namespace cartera::cli
