#include "libs/platform/rpc/validate.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cartera/type/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "libs/base/ids.h"
#include "libs/base/limits.h"
#include "libs/base/resource_name.h"
#include "libs/base/text_rule.h"

namespace cartera::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using type::v1::FieldRules;

int64_t CharactersIn(absl::string_view text) {
  int64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

class Validator {
 public:
  Validator(const Message& request, const TypeChecks& checks, Violations* out)
      : checks_(checks),
        out_(out),
        lists_(absl::StartsWith(request.GetDescriptor()->name(), "List")) {}

  // `holder` are the rules of the field that holds `message`; `changed`, in an update, the mask of
  // the resource's fields: only those are required.
  void Walk(const Message& message, const FieldRules& holder, const std::string& path,
            const google::protobuf::FieldMask* changed = nullptr) {
    const Reflection& reflection = *message.GetReflection();
    if (!reflection.GetUnknownFields(message).empty()) {
      out_->Add(path.empty() ? "(request)" : path, "UNKNOWN_FIELD",
                absl::StrCat("has a field number ",
                             reflection.GetUnknownFields(message).field(0).number(),
                             " that this server does not know"));
    }
    const auto* descriptor = message.GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const FieldDescriptor* field = descriptor->field(i);
      FieldRules rules = field->options().GetExtension(type::v1::rules);
      if (rules.output_only()) continue;
      if (changed != nullptr && !Names(*changed, field->name())) rules.clear_required();
      const std::string at = path.empty() ? field->name() : absl::StrCat(path, ".", field->name());
      if (field->is_repeated()) {
        Repeated(message, field, rules, at);
      } else {
        Single(message, field, rules, at);
      }
    }
    const auto check = checks_.find(descriptor->full_name());
    if (check != checks_.end()) check->second(message, holder, path, out_);
  }

 private:
  void Repeated(const Message& message, const FieldDescriptor* field, const FieldRules& rules,
                const std::string& at) {
    const Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, field);
    const int max_items = rules.max_items() > 0 ? rules.max_items() : 1000;
    if (rules.required() && size == 0) out_->Add(at, "REQUIRED", "at least one must be given");
    if (size > max_items) {
      out_->Add(at, "TOO_MANY",
                absl::StrCat("has ", size, " elements; at most ", max_items, " are allowed"));
      return;
    }
    for (int i = 0; i < size; ++i) {
      const std::string element = absl::StrCat(at, "[", i, "]");
      switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_MESSAGE:
          Walk(reflection.GetRepeatedMessage(message, field, i), rules, element);
          break;
        case FieldDescriptor::CPPTYPE_STRING:
          Text(reflection.GetRepeatedString(message, field, i), field, rules, element);
          break;
        case FieldDescriptor::CPPTYPE_ENUM:
          Enum(reflection.GetRepeatedEnumValue(message, field, i), field, element);
          break;
        default:
          break;
      }
    }
  }

  void Single(const Message& message, const FieldDescriptor* field, const FieldRules& rules,
              const std::string& at) {
    const Reflection& reflection = *message.GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (reflection.HasField(message, field)) {
          Walk(reflection.GetMessage(message, field), rules, at, MaskOf(message));
        } else if (rules.required()) {
          out_->Add(at, "REQUIRED", "must be given");
        }
        return;
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string text = reflection.GetString(message, field);
        // Blanks alone say nothing.
        if (rules.required() && absl::StripAsciiWhitespace(text).empty()) {
          out_->Add(at, "REQUIRED", "must be given");
          return;
        }
        if (text.empty()) return;
        Text(text, field, rules, at);
        return;
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int value = reflection.GetEnumValue(message, field);
        if (value == 0 && rules.required()) {
          out_->Add(at, "REQUIRED", absl::StrCat("must be given: ", NamesOf(field)));
        }
        Enum(value, field, at);
        return;
      }
      case FieldDescriptor::CPPTYPE_INT32:
        Number(reflection.GetInt32(message, field), rules, at);
        return;
      case FieldDescriptor::CPPTYPE_INT64:
        Number(reflection.GetInt64(message, field), rules, at);
        return;
      default:
        return;
    }
  }

  static const google::protobuf::FieldMask* MaskOf(const Message& message) {
    const auto* field = message.GetDescriptor()->FindFieldByName("update_mask");
    if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return nullptr;
    return google::protobuf::DynamicCastToGenerated<google::protobuf::FieldMask>(
        &message.GetReflection()->GetMessage(message, field));
  }

  static bool Names(const google::protobuf::FieldMask& mask, const std::string& field) {
    return std::find(mask.paths().begin(), mask.paths().end(), field) != mask.paths().end();
  }

  static std::string NamesOf(const FieldDescriptor* field) {
    std::string names;
    for (int i = 0; i < field->enum_type()->value_count(); ++i) {
      if (field->enum_type()->value(i)->number() == 0) continue;
      absl::StrAppend(&names, names.empty() ? "" : ", ", field->enum_type()->value(i)->name());
    }
    return names;
  }

  void Enum(int value, const FieldDescriptor* field, const std::string& at) {
    if (field->enum_type()->FindValueByNumber(value) == nullptr) {
      out_->Add(at, "UNKNOWN_VALUE",
                absl::StrCat("has no value ", value, "; known are ", NamesOf(field)));
    }
  }

  void Number(int64_t value, const FieldRules& rules, const std::string& at) {
    if (value == 0 && rules.required()) {
      out_->Add(at, "REQUIRED", "must be given");
      return;
    }
    if ((rules.has_min() && value < rules.min()) || (rules.has_max() && value > rules.max())) {
      const std::string low = rules.has_min() ? absl::StrCat(rules.min()) : "any";
      const std::string high = rules.has_max() ? absl::StrCat(rules.max()) : "any";
      out_->Add(at, "OUT_OF_RANGE", absl::StrCat("is ", value, "; allowed is ", low, " to ", high));
    }
  }

  void Text(absl::string_view text, const FieldDescriptor* field, const FieldRules& rules,
            const std::string& at) {
    if (field->type() == FieldDescriptor::TYPE_BYTES) return;
    const int64_t max_chars = rules.max_chars() > 0 ? rules.max_chars() : kMediumTextMax;
    if (const int64_t length = CharactersIn(text); length > max_chars) {
      out_->Add(at, "TOO_LONG",
                absl::StrCat("has ", length, " characters; at most ", max_chars, " are allowed"));
      return;
    }
    if (const TextFault fault = FaultOfText(text, rules.one_line()); fault != TextFault::kNone) {
      out_->Add(at, NameOf(fault), Describe(fault));
      return;
    }
    if (rules.resource_id()) {
      if (const absl::Status status = CheckResourceId(text); !status.ok()) {
        out_->Add(at, "NOT_AN_ID", status.message());
      }
    } else if (!rules.resource().empty()) {
      const auto ids = ParseResourceName(rules.resource(), text,
                                         lists_ ? Wildcard::kAllowed : Wildcard::kRefused);
      if (!ids.ok()) out_->Add(at, "NOT_A_NAME", ids.status().message());
    }
  }

  const TypeChecks& checks_;
  Violations* const out_;
  const bool lists_;  // requests to list take `-` for a parent
};

}  // namespace

void Validate(const Message& message, absl::string_view within, const TypeChecks& checks,
              Violations* violations) {
  Validator(message, checks, violations)
      .Walk(message, FieldRules::default_instance(), std::string(within));
}

}  // namespace cartera::rpc
