#include "libs/domain/document/media_type.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "libs/base/text_rule.h"

namespace cartera::document {
namespace {

constexpr absl::string_view kZip("PK\x03\x04", 4);
// Where a ZIP's first entry has its length of name, and its name (APPNOTE 4.3.7).
constexpr size_t kZipNameLength = 26;
constexpr size_t kZipName = 30;

bool IsPdf(absl::string_view head, absl::string_view) { return absl::StartsWith(head, "%PDF-"); }

bool IsPng(absl::string_view head, absl::string_view) {
  return absl::StartsWith(head, "\x89PNG\r\n\x1a\n");
}

bool IsJpeg(absl::string_view head, absl::string_view) {
  return absl::StartsWith(head, "\xff\xd8\xff");
}

// UTF-8 without control characters. A letter that the head's end cuts through is left out.
bool IsText(absl::string_view head, absl::string_view) {
  if (absl::StartsWith(head, "\xef\xbb\xbf")) head.remove_prefix(3);
  if (head.size() >= kHeadBytes - 3) {
    for (int cut = 0; cut < 4 && !head.empty(); ++cut) {
      const auto last = static_cast<unsigned char>(head.back());
      if (last < 0x80) break;
      head.remove_suffix(1);
      if (last >= 0xc0) break;
    }
  }
  return FaultOfText(head, /*one_line=*/false) == TextFault::kNone;
}

absl::string_view FirstEntry(absl::string_view head) {
  if (!absl::StartsWith(head, kZip) || head.size() < kZipName) return "";
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(head[at]); };
  const size_t length = byte(kZipNameLength) + size_t{256} * byte(kZipNameLength + 1);
  return head.substr(kZipName, length);
}

// ISO 29500-2: the types of the parts; Office and LibreOffice write them first.
bool IsOfficeOpenXml(absl::string_view head, absl::string_view) {
  const absl::string_view first = FirstEntry(head);
  return first == "[Content_Types].xml" || first == "_rels/.rels" ||
         absl::StartsWith(first, "docProps/");
}

// OpenDocument 1.2 part 3, 3.3: `mimetype` comes first, neither compressed nor with an extra field.
bool IsOpenDocument(absl::string_view head, absl::string_view media_type) {
  if (FirstEntry(head) != "mimetype") return false;
  const absl::string_view said = head.substr(std::min(head.size(), kZipName + 8));
  return absl::StartsWith(said, media_type) &&
         absl::StartsWith(said.substr(media_type.size()), "PK");
}

struct Known {
  absl::string_view media_type;
  absl::string_view ending;
  bool (*looks)(absl::string_view head, absl::string_view media_type);
};

constexpr Known kKnown[] = {
    {"application/pdf", ".pdf", IsPdf},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx",
     IsOfficeOpenXml},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", IsOfficeOpenXml},
    {"application/vnd.oasis.opendocument.text", ".odt", IsOpenDocument},
    {"application/vnd.oasis.opendocument.spreadsheet", ".ods", IsOpenDocument},
    {"image/png", ".png", IsPng},
    {"image/jpeg", ".jpg", IsJpeg},
    {"image/jpeg", ".jpeg", IsJpeg},
    {"text/csv", ".csv", IsText},
    {"text/plain", ".txt", IsText},
};

}  // namespace

bool LooksLike(absl::string_view head, absl::string_view media_type) {
  for (const Known& known : kKnown) {
    if (known.media_type == media_type) return known.looks(head, media_type);
  }
  return false;
}

absl::string_view TypeOfName(absl::string_view file_name) {
  for (const Known& known : kKnown) {
    if (absl::EndsWithIgnoreCase(file_name, known.ending)) return known.media_type;
  }
  return "";
}

bool IsPlainFileName(absl::string_view name) {
  if (name.empty() || name == "." || name == "..") return false;
  if (absl::ascii_isspace(name.front()) || absl::ascii_isspace(name.back())) return false;
  return name.find_first_of("/\\:") == absl::string_view::npos;
}

}  // namespace cartera::document
