#ifndef CARTERA_LIBS_DOMAIN_METHODOLOGY_OBJECT_READER_H_
#define CARTERA_LIBS_DOMAIN_METHODOLOGY_OBJECT_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/domain/canonical/value.h"
#include "libs/domain/methodology/parse.h"

namespace cartera::methodology {

// Reads the members of one object and notes every fault with its path; a faulty member reads as
// zero or empty, so that reading goes on. Copies share what has been read. The value and the list
// of faults must outlive it.
class ObjectReader {
 public:
  ObjectReader(const canonical::Value* value, std::string path, std::vector<Fault>* faults);

  bool Has(absl::string_view key) const;
  const std::vector<canonical::Value::Member>& members() const;

  std::string String(absl::string_view key);  // not empty
  std::string OptionalString(absl::string_view key);
  bool Bool(absl::string_view key);
  int Int(absl::string_view key, int min, int max);
  int OptionalInt(absl::string_view key, int min, int max, int otherwise);
  int64_t Int64(absl::string_view key, int64_t min, int64_t max);
  ObjectReader Object(absl::string_view key);
  std::vector<std::string> OptionalStrings(absl::string_view key);
  std::vector<int64_t> OptionalInts(absl::string_view key, int64_t min, int64_t max);
  void ForEach(absl::string_view key, const std::function<void(ObjectReader)>& read);
  void ForEachIfPresent(absl::string_view key, const std::function<void(ObjectReader)>& read);

  template <typename Enum>
  std::optional<Enum> Word(absl::string_view key, std::optional<Enum> (*parse)(absl::string_view)) {
    const std::string text = String(key);
    std::optional<Enum> value = parse(text);
    if (!value.has_value() && !text.empty()) {
      Fault(key, absl::StrCat("\"", text, "\" is not a known word"));
    }
    return value;
  }

  template <typename Enum>
  std::vector<Enum> Words(absl::string_view key, std::optional<Enum> (*parse)(absl::string_view)) {
    std::vector<Enum> values;
    for (const std::string& text : OptionalStrings(key)) {
      if (std::optional<Enum> value = parse(text)) {
        values.push_back(*value);
      } else {
        Fault(key, absl::StrCat("\"", text, "\" is not a known word"));
      }
    }
    return values;
  }

  // Notes a fault for each member that was never asked for.
  void RefuseOthers();
  // `key` empty: the object itself.
  void Fault(absl::string_view key, absl::string_view message);

 private:
  const canonical::Value* Find(absl::string_view key);
  const canonical::Value* Array(absl::string_view key);
  std::string PathOf(absl::string_view key) const;

  const canonical::Value* value_;  // nullptr: absent or no object, already noted
  std::string path_;
  std::vector<methodology::Fault>* faults_;
  std::shared_ptr<std::set<std::string>> asked_;
};

}  // namespace cartera::methodology

#endif  // CARTERA_LIBS_DOMAIN_METHODOLOGY_OBJECT_READER_H_
