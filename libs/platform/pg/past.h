#ifndef CARTERA_LIBS_PLATFORM_PG_PAST_H_
#define CARTERA_LIBS_PLATFORM_PG_PAST_H_

#include <string>

#include "absl/strings/string_view.h"
#include "libs/platform/pg/query.h"

namespace cartera::pg {

// The text with every name of `schema` ("review.rounds") read in the past ("review_past.rounds").
// Other schemas (review_read) and quoted texts stay.
std::string PastText(absl::string_view sql, absl::string_view schema);

// The same of a statement, under a name of its own. Made once for each, kept as long as the
// process.
Query PastOf(const Query& query, absl::string_view schema);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_PAST_H_
