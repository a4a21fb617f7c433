#ifndef CARTERA_LIBS_PLATFORM_LIST_LEXER_H_
#define CARTERA_LIBS_PLATFORM_LIST_LEXER_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cartera::list {

enum class TokenKind { kEnd, kLeft, kRight, kOperator, kWord, kQuoted };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  size_t offset = 0;  // bytes of the filter before it
  std::string text;   // operator, word, or the unescaped text between quotes
};

// Splits a filter into tokens, one after the other. A word is any run of characters other than
// white space, control characters and ( ) , < > = ! : " '. The filter must be UTF-8 and outlive it.
class Lexer {
 public:
  explicit Lexer(absl::string_view filter) : filter_(filter) {}

  // Errors: INVALID_ARGUMENT with a Violation FILTER_SYNTAX.
  absl::StatusOr<Token> Next();

 private:
  absl::StatusOr<Token> Quoted(char quote);
  Token Operator();

  const absl::string_view filter_;
  size_t at_ = 0;
};

// A fault of `filter` at byte `offset`.
absl::Status FilterFault(absl::string_view filter, size_t offset, absl::string_view reason,
                         absl::string_view message);

}  // namespace cartera::list

#endif  // CARTERA_LIBS_PLATFORM_LIST_LEXER_H_
