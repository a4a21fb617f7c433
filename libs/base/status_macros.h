#ifndef CARTERA_LIBS_BASE_STATUS_MACROS_H_
#define CARTERA_LIBS_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns the status of `expr` from the enclosing function unless it is OK.
#define RETURN_IF_ERROR(expr)                           \
  do {                                                  \
    if (absl::Status status_ = (expr); !status_.ok()) { \
      return status_;                                   \
    }                                                   \
  } while (false)

// Evaluates `expr`, a StatusOr; returns its status unless OK, else assigns its value to `lhs`.
// Wrap `expr` in parentheses when it contains a comma outside brackets.
#define ASSIGN_OR_RETURN(lhs, expr) \
  CARTERA_ASSIGN_OR_RETURN_IMPL(CARTERA_CONCAT(status_or_, __LINE__), lhs, expr)
#define CARTERA_CONCAT_INNER(a, b) a##b
#define CARTERA_CONCAT(a, b) CARTERA_CONCAT_INNER(a, b)
#define CARTERA_ASSIGN_OR_RETURN_IMPL(var, lhs, expr) \
  auto var = (expr);                                  \
  if (!var.ok()) {                                    \
    return std::move(var).status();                   \
  }                                                   \
  lhs = *std::move(var)

#endif  // CARTERA_LIBS_BASE_STATUS_MACROS_H_
