#ifndef CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_SHIPPED_H_
#define CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_SHIPPED_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/reference_class/reference_class.h"

// The reference classes that ship with Cartera.
namespace cartera::reference_class {

// The one that is meant when none is named.
inline constexpr absl::string_view kUsualClass = "world-bank-digital";

// Their ids, sorted.
std::vector<std::string> ShippedIds();

// Errors: NOT_FOUND, with the ids there are.
absl::StatusOr<ReferenceClass> LoadShipped(absl::string_view id);

}  // namespace cartera::reference_class

#endif  // CARTERA_LIBS_DOMAIN_REFERENCE_CLASS_SHIPPED_H_
