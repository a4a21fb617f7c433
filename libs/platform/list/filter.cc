#include "libs/platform/list/filter.h"

#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"
#include "libs/platform/list/lexer.h"
#include "libs/platform/list/restriction.h"
#include "libs/platform/list/violation.h"
#include "libs/platform/list/words.h"

namespace cartera::list {
namespace {

std::string FieldNames(absl::Span<const Field> fields) {
  return absl::StrJoin(
      fields, ", ", [](std::string* out, const Field& field) { absl::StrAppend(out, field.name); });
}

// Recursive descent over google.aip.dev/160, writing SQL as it goes. AND and mere juxtaposition
// mean the same and OR binds tighter, so an expression is a conjunction of disjunctions of terms.
class Parser {
 public:
  Parser(absl::string_view filter, absl::Span<const Field> fields, int first_parameter)
      : filter_(filter), fields_(fields), first_parameter_(first_parameter), lexer_(filter) {}

  absl::StatusOr<SqlFilter> Run() {
    RETURN_IF_ERROR(Advance());
    if (token_.kind == TokenKind::kEnd) return SqlFilter{.sql = "TRUE", .parameters = {}};
    RETURN_IF_ERROR(Expression());
    if (token_.kind != TokenKind::kEnd) return Unexpected("AND, OR or the end");
    return SqlFilter{.sql = std::move(sql_), .parameters = std::move(parameters_)};
  }

 private:
  absl::Status Expression() {
    absl::StrAppend(&sql_, "(");
    RETURN_IF_ERROR(Factor());
    while (token_.kind != TokenKind::kEnd && token_.kind != TokenKind::kRight) {
      if (IsKeyword("AND")) RETURN_IF_ERROR(Advance());
      absl::StrAppend(&sql_, " AND ");
      RETURN_IF_ERROR(Factor());
    }
    absl::StrAppend(&sql_, ")");
    return absl::OkStatus();
  }

  absl::Status Factor() {
    absl::StrAppend(&sql_, "(");
    RETURN_IF_ERROR(Term());
    while (IsKeyword("OR")) {
      RETURN_IF_ERROR(Advance());
      absl::StrAppend(&sql_, " OR ");
      RETURN_IF_ERROR(Term());
    }
    absl::StrAppend(&sql_, ")");
    return absl::OkStatus();
  }

  absl::Status Term() {
    bool negated = false;
    if (IsKeyword("NOT")) {
      negated = true;
      RETURN_IF_ERROR(Advance());
    } else if (token_.kind == TokenKind::kWord && token_.text.front() == '-') {
      negated = true;
      RETURN_IF_ERROR(DropMinus());
    }
    // SQL's own NOT keeps a comparison with unknown unmatched, which is what filter.h promises.
    absl::StrAppend(&sql_, negated ? "NOT (" : "");
    if (token_.kind == TokenKind::kLeft) {
      RETURN_IF_ERROR(Group());
    } else {
      RETURN_IF_ERROR(ParseRestriction());
    }
    absl::StrAppend(&sql_, negated ? ")" : "");
    return absl::OkStatus();
  }

  // A minus is part of the word that follows it: "-stage" or, before a parenthesis, "-" alone.
  absl::Status DropMinus() {
    const size_t offset = token_.offset;
    if (token_.text.size() > 1) {
      token_.text.erase(0, 1);
      ++token_.offset;
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(Advance());
    if (token_.kind != TokenKind::kLeft || token_.offset != offset + 1) {
      return FilterFault(filter_, offset, kFilterSyntax,
                         "a minus is followed at once by a field or a parenthesis");
    }
    return absl::OkStatus();
  }

  absl::Status Group() {
    if (++depth_ > kFilterDepthMax) {
      return FilterFault(
          filter_, token_.offset, kFilterTooDeep,
          absl::StrCat("more than ", kFilterDepthMax, " parentheses within one another"));
    }
    RETURN_IF_ERROR(Advance());
    RETURN_IF_ERROR(Expression());
    if (token_.kind != TokenKind::kRight) return Unexpected("a closing parenthesis");
    --depth_;
    return Advance();
  }

  absl::Status ParseRestriction() {
    if (token_.kind != TokenKind::kWord || IsReserved()) {
      return Unexpected(absl::StrCat("a field (", FieldNames(fields_), ")"));
    }
    const Token name = token_;
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(const Field* field, Lookup(name));
    const Token op = token_;
    if (op.kind != TokenKind::kOperator) {
      return Unexpected(absl::StrCat("one of = != < <= > >= : after ", field->name));
    }
    RETURN_IF_ERROR(Advance());
    if (token_.kind != TokenKind::kWord && token_.kind != TokenKind::kQuoted) {
      return Unexpected(absl::StrCat("a value after ", field->name, " ", op.text));
    }
    if (++restrictions_ > kFilterRestrictionsMax) {
      return FilterFault(filter_, name.offset, kFilterTooLong,
                         absl::StrCat("more than ", kFilterRestrictionsMax, " restrictions"));
    }
    const auto meaning = Interpret({.field = field,
                                    .op = op.text,
                                    .value = token_.text,
                                    .quoted = token_.kind == TokenKind::kQuoted});
    if (const Refusal* refusal = std::get_if<Refusal>(&meaning)) {
      return FilterFault(filter_, refusal->part == Part::kOperator ? op.offset : token_.offset,
                         refusal->reason, refusal->message);
    }
    Append(*field, std::get<Comparison>(meaning));
    const Token value = token_;
    RETURN_IF_ERROR(Advance());
    if (value.kind == TokenKind::kWord && token_.kind == TokenKind::kLeft &&
        token_.offset == value.offset + value.text.size()) {
      return FilterFault(filter_, value.offset, kFilterSyntax, "there are no functions");
    }
    return absl::OkStatus();
  }

  absl::StatusOr<const Field*> Lookup(const Token& name) const {
    if (const Field* field = FindField(fields_, name.text)) return field;
    absl::string_view hint = "";
    if (name.text == "and" || name.text == "or" || name.text == "not") {
      hint = "; operators are written AND, OR, NOT";
    } else if (token_.kind == TokenKind::kLeft) {
      hint = "; there are no functions";
    }
    return FilterFault(filter_, name.offset, kFilterFieldUnknown,
                       absl::StrCat(Quoted(name.text), " is not a field to filter by; these are: ",
                                    FieldNames(fields_), hint));
  }

  void Append(const Field& field, const Comparison& comparison) {
    absl::StrAppend(&sql_, "(", field.column, ") ", comparison.sql_op);
    if (!comparison.has_value) return;
    absl::StrAppend(&sql_, " $", static_cast<size_t>(first_parameter_) + parameters_.size(),
                    comparison.sql_cast);
    parameters_.push_back(comparison.value);
  }

  bool IsKeyword(absl::string_view word) const {
    return token_.kind == TokenKind::kWord && token_.text == word;
  }
  bool IsReserved() const { return IsKeyword("AND") || IsKeyword("OR") || IsKeyword("NOT"); }

  absl::Status Unexpected(absl::string_view wanted) const {
    const bool end = token_.kind == TokenKind::kEnd;
    return FilterFault(
        filter_, token_.offset, kFilterSyntax,
        absl::StrCat("found ", end ? "the end" : Quoted(token_.text), ", wanted ", wanted));
  }

  absl::Status Advance() {
    ASSIGN_OR_RETURN(token_, lexer_.Next());
    return absl::OkStatus();
  }

  const absl::string_view filter_;
  const absl::Span<const Field> fields_;
  const int first_parameter_;
  Lexer lexer_;
  Token token_;
  std::string sql_;
  std::vector<Value> parameters_;
  int depth_ = 0;
  int restrictions_ = 0;
};

}  // namespace

absl::StatusOr<SqlFilter> Compile(absl::string_view filter, absl::Span<const Field> fields,
                                  int first_parameter) {
  // In bytes first, so that a huge text costs nothing: a code point has at most 4 bytes.
  if (filter.size() > 4 * kFilterMax || CodePointCount(filter).value_or(0) > kFilterMax) {
    return ToStatus({.field = "filter",
                     .position = static_cast<int>(kFilterMax),
                     .message = absl::StrCat("longer than ", kFilterMax, " characters"),
                     .reason = std::string(kFilterTooLong)});
  }
  if (const size_t valid = ValidUtf8Prefix(filter); valid < filter.size()) {
    return FilterFault(filter, valid, kFilterSyntax, "not UTF-8");
  }
  return Parser(filter, fields, first_parameter).Run();
}

}  // namespace cartera::list
