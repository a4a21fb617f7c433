#include "libs/domain/appraisal/case.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "libs/base/vocabulary.h"

namespace cartera::appraisal {
namespace {

constexpr std::array<absl::string_view, 4> kOptionKinds = {"unspecified", "do_nothing",
                                                           "do_minimum", "do_something"};
constexpr std::array<absl::string_view, 5> kCompliances = {
    "unspecified", "complies", "will_comply_by", "exempt_until", "not_applicable"};

template <typename Predicate>
const Option* LeastOption(const CaseContent& content, Predicate matches) {
  const Option* least = nullptr;
  for (const Option& option : content.options.options) {
    if (matches(option) && (least == nullptr || option.id < least->id)) least = &option;
  }
  return least;
}

std::string RowPath(absl::string_view rows, absl::string_view id, absl::string_view field) {
  const std::string row = absl::StrCat(rows, "[id=", id, "]");
  return field.empty() ? row : absl::StrCat(row, ".", field);
}

}  // namespace

absl::string_view Name(OptionKind value) { return NameIn(kOptionKinds, value); }
absl::string_view Name(Compliance value) { return NameIn(kCompliances, value); }

std::optional<OptionKind> ParseOptionKind(absl::string_view name) {
  return ParseIn<OptionKind>(kOptionKinds, name);
}
std::optional<Compliance> ParseCompliance(absl::string_view name) {
  return ParseIn<Compliance>(kCompliances, name);
}

std::string CostPath(const CostLine& line, absl::string_view field) {
  return RowPath("costs.lines", line.id, field);
}
std::string BenefitPath(const BenefitLine& line, absl::string_view field) {
  return RowPath("benefits.lines", line.id, field);
}
std::string RiskPath(const Risk& risk, absl::string_view field) {
  return RowPath("risks.risks", risk.id, field);
}
std::string OptionPath(const Option& option, absl::string_view field) {
  return RowPath("options.options", option.id, field);
}

const Option* FindDoNothing(const CaseContent& content) {
  return LeastOption(content,
                     [](const Option& option) { return option.kind == OptionKind::kDoNothing; });
}

const Option* FindPreferred(const CaseContent& content) {
  return LeastOption(content, [](const Option& option) { return option.preferred; });
}

const Option* FindOption(const CaseContent& content, absl::string_view id) {
  return LeastOption(content, [id](const Option& option) { return option.id == id; });
}

}  // namespace cartera::appraisal
