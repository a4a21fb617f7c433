#ifndef CARTERA_LIBS_PLATFORM_PG_BUG_H_
#define CARTERA_LIBS_PLATFORM_PG_BUG_H_

#include <stdexcept>

namespace cartera::pg {

// A column read as what it is not. Thrown by Row, caught by the runners of Database, which answer
// INTERNAL.
class BugError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_BUG_H_
