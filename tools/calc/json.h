#ifndef CARTERA_TOOLS_CALC_JSON_H_
#define CARTERA_TOOLS_CALC_JSON_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

// JSON text of answers. Numbers in the fewest digits that read back as the same double.
namespace cartera::calc {

std::string Json(double value);
std::string Json(const std::optional<double>& value);  // null when there is none
std::string Json(absl::Span<const double> values);
std::string JsonText(absl::string_view text);
std::string JsonList(const std::vector<std::string>& values);
// The values are JSON already.
std::string JsonObject(const std::vector<std::pair<std::string, std::string>>& members);

}  // namespace cartera::calc

#endif  // CARTERA_TOOLS_CALC_JSON_H_
