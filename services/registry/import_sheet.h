#ifndef CARTERA_SERVICES_REGISTRY_IMPORT_SHEET_H_
#define CARTERA_SERVICES_REGISTRY_IMPORT_SHEET_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cartera/registry/v1/project.pb.h"
#include "services/registry/records.h"

namespace cartera::registry {

// A row of a sheet as a project; its agency may not exist yet.
struct SheetRow {
  int row = 0;  // of the sheet; the header is 1
  Project project;
  std::string agency_name;
};

struct Sheet {
  int rows_total = 0;
  std::vector<SheetRow> rows;               // those that can be written
  std::vector<v1::ImportFinding> findings;  // by row; a rejected row has at least one
  int rejected_count = 0;
  // What the sheet speaks of: a column it lacks leaves a known project's field as it is.
  bool has_description = false;
  bool has_budget = false;
  bool has_planned_end = false;
  std::string agency_column;
};

// Reads a CSV by `mapping`. A row that breaks a rule of the contract is left out with a finding; a
// blank budget or date is unknown, and noted. Errors: INVALID_ARGUMENT for a file that is no CSV,
// or a column of the mapping that the header lacks.
absl::StatusOr<Sheet> ReadSheet(const std::string& csv, const v1::ImportMapping& mapping);

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_IMPORT_SHEET_H_
