#include "libs/platform/rpc/texts_not_utf8.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "libs/base/text_rule.h"
#include "libs/base/utf8.h"

namespace cartera::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;

constexpr int kDepthMax = 100;  // as protobuf's own parser

// False when the bytes are not well-formed.
bool Walk(const Descriptor& type, absl::string_view bytes, const std::string& path, int depth,
          Violations* violations) {
  if (depth > kDepthMax) return false;
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                                            static_cast<int>(bytes.size()));
  std::map<int, int> seen;
  while (const uint32_t tag = in.ReadTag()) {
    if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      if (!WireFormatLite::SkipField(&in, tag)) return false;
      continue;
    }
    uint32_t length = 0;
    if (!in.ReadVarint32(&length)) return false;
    const auto from = static_cast<size_t>(in.CurrentPosition());
    if (length > bytes.size() - from || !in.Skip(static_cast<int>(length))) return false;
    const absl::string_view value = bytes.substr(from, length);
    const FieldDescriptor* field = type.FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
    if (field == nullptr) continue;
    std::string at = absl::StrCat(path, path.empty() ? "" : ".", field->name());
    if (field->is_repeated()) absl::StrAppend(&at, "[", seen[field->number()]++, "]");
    if (field->type() == FieldDescriptor::TYPE_STRING && !IsValidUtf8(value)) {
      violations->Add(at, NameOf(TextFault::kNotUtf8), Describe(TextFault::kNotUtf8));
    } else if (field->type() == FieldDescriptor::TYPE_MESSAGE &&
               !Walk(*field->message_type(), value, at, depth + 1, violations)) {
      return false;
    }
  }
  return true;
}

}  // namespace

void FindTextsNotUtf8(const Descriptor& type, absl::string_view bytes, Violations* violations) {
  Walk(type, bytes, "", 0, violations);
}

}  // namespace cartera::rpc
