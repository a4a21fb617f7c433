#include "tools/cartera/yaml_size.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"

namespace cartera::cli {
namespace {

[[noreturn]] void Refuse(const YAML::Mark& mark, const std::string& what) {
  throw YAML::ParserException(mark, what);
}

// What a value holds, the values inside it included.
struct Size {
  size_t values = 0;
  size_t bytes = 0;
};

class SizeCheck : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) Refuse(mark, "a second document begins here; a file holds one");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Count(mark, anchor, {.values = 1});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                const std::string& value) override {
    Count(mark, anchor, {.values = 1, .bytes = value.size()});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto named = anchored_.find(anchor);
    if (named == anchored_.end()) Refuse(mark, "an alias stands inside what it names");
    Count(mark, 0, named->second);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    Open(mark, anchor);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    Open(mark, anchor);
  }
  void OnMapEnd() override { Close(); }

 private:
  struct Opened {
    YAML::anchor_t anchor = 0;
    Size before;
  };

  void Count(const YAML::Mark& mark, YAML::anchor_t anchor, const Size& size) {
    total_.values += size.values;
    total_.bytes += size.bytes;
    if (total_.values > kYamlValuesMax) {
      Refuse(mark, absl::StrCat("has more than ", kYamlValuesMax,
                                " values, each alias counted as what it stands for"));
    }
    if (total_.bytes > kYamlBytesMax) {
      Refuse(mark, absl::StrCat("its values are longer than ", kYamlBytesMax,
                                " bytes, each alias counted as what it stands for"));
    }
    if (anchor != 0) anchored_[anchor] = size;
  }

  void Open(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (opened_.size() == kYamlDepthMax) {
      Refuse(mark, absl::StrCat("is nested deeper than ", kYamlDepthMax, " levels"));
    }
    opened_.push_back({anchor, total_});
    Count(mark, 0, {.values = 1});
  }

  void Close() {
    const Opened& opened = opened_.back();
    if (opened.anchor != 0) {
      anchored_[opened.anchor] = {.values = total_.values - opened.before.values,
                                  .bytes = total_.bytes - opened.before.bytes};
    }
    opened_.pop_back();
  }

  int documents_ = 0;
  Size total_;
  std::vector<Opened> opened_;
  std::map<YAML::anchor_t, Size> anchored_;  // not those still open
};

}  // namespace

void CheckYamlSize(absl::string_view text) {
  const YAML::Mark start;
  if (text.size() > kYamlBytesMax) {
    Refuse(start, absl::StrCat("is larger than ", kYamlBytesMax, " bytes"));
  }
  // The scanner looks ahead to the end of a bracket that may be a key: some 250 bytes for each
  // of these, before the first value is told.
  const auto marks = std::count_if(text.begin(), text.end(), [](char c) {
    return absl::string_view("[]{},:").find(c) != absl::string_view::npos;
  });
  if (marks > kYamlMarksMax) {
    Refuse(start, absl::StrCat("has more than ", kYamlMarksMax, " of the marks []{},:"));
  }
  std::istringstream in{std::string(text)};
  YAML::Parser parser(in);
  SizeCheck check;
  while (parser.HandleNextDocument(check)) {
  }
}

}  // namespace cartera::cli
