#include "libs/platform/list/lexer.h"

#include "absl/strings/str_cat.h"
#include "libs/platform/list/violation.h"
#include "libs/platform/list/words.h"

namespace cartera::list {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool IsWordCharacter(char c) {
  return !IsControl(c) && absl::string_view(" (),<>=!:\"'").find(c) == absl::string_view::npos;
}

}  // namespace

absl::Status FilterFault(absl::string_view filter, size_t offset, absl::string_view reason,
                         absl::string_view message) {
  return ToStatus({.field = "filter",
                   .position = CodePointsBefore(filter, offset),
                   .message = std::string(message),
                   .reason = std::string(reason)});
}

absl::StatusOr<Token> Lexer::Next() {
  while (at_ < filter_.size() && IsSpace(filter_[at_])) ++at_;
  Token token;
  token.offset = at_;
  if (at_ == filter_.size()) return token;
  const char c = filter_[at_];
  if (c == '(' || c == ')') {
    ++at_;
    token.kind = c == '(' ? TokenKind::kLeft : TokenKind::kRight;
    token.text = std::string(1, c);
    return token;
  }
  if (c == '"' || c == '\'') return Quoted(c);
  if (IsWordCharacter(c)) {
    while (at_ < filter_.size() && IsWordCharacter(filter_[at_])) ++at_;
    token.kind = TokenKind::kWord;
    token.text = std::string(filter_.substr(token.offset, at_ - token.offset));
    return token;
  }
  if (absl::string_view("<>=:").find(c) != absl::string_view::npos ||
      filter_.substr(at_, 2) == "!=") {
    return Operator();
  }
  return FilterFault(
      filter_, at_, kFilterSyntax,
      absl::StrCat(list::Quoted(filter_.substr(at_, 1)), " may stand only between quotes"));
}

Token Lexer::Operator() {
  Token token;
  token.kind = TokenKind::kOperator;
  token.offset = at_;
  const bool takes_equals = filter_[at_] != '=' && filter_[at_] != ':';
  const size_t length = takes_equals && filter_.substr(at_ + 1, 1) == "=" ? 2 : 1;
  token.text = std::string(filter_.substr(at_, length));
  at_ += length;
  return token;
}

absl::StatusOr<Token> Lexer::Quoted(char quote) {
  Token token;
  token.kind = TokenKind::kQuoted;
  token.offset = at_++;
  while (at_ < filter_.size()) {
    char c = filter_[at_];
    if (c == quote) {
      ++at_;
      return token;
    }
    if (IsControl(c) && !IsSpace(c)) {
      return FilterFault(filter_, at_, kFilterSyntax, "a control character in quoted text");
    }
    if (c == '\\') {
      const absl::string_view escaped = "\"'\\nrt";
      const absl::string_view meaning = "\"'\\\n\r\t";
      const size_t which =
          at_ + 1 < filter_.size() ? escaped.find(filter_[at_ + 1]) : absl::string_view::npos;
      if (which == absl::string_view::npos) {
        return FilterFault(filter_, at_, kFilterSyntax,
                           "after a backslash only one of \" ' \\ n r t may stand");
      }
      c = meaning[which];
      ++at_;
    }
    token.text += c;
    ++at_;
  }
  return FilterFault(filter_, token.offset, kFilterSyntax, "the quote opened here is not closed");
}

}  // namespace cartera::list
