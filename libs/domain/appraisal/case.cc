#include "libs/domain/appraisal/case.h"

#include "absl/strings/str_cat.h"

namespace cartera::appraisal {
namespace {

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

absl::string_view Name(OptionKind kind) {
  switch (kind) {
    case OptionKind::kDoNothing:
      return "do_nothing";
    case OptionKind::kDoMinimum:
      return "do_minimum";
    case OptionKind::kDoSomething:
      return "do_something";
    case OptionKind::kUnspecified:
      break;
  }
  return "unspecified";
}

std::optional<OptionKind> ParseOptionKind(absl::string_view name) {
  for (OptionKind kind : {OptionKind::kUnspecified, OptionKind::kDoNothing, OptionKind::kDoMinimum,
                          OptionKind::kDoSomething}) {
    if (Name(kind) == name) return kind;
  }
  return std::nullopt;
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
