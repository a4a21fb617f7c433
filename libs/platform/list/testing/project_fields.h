#ifndef CARTERA_LIBS_PLATFORM_LIST_TESTING_PROJECT_FIELDS_H_
#define CARTERA_LIBS_PLATFORM_LIST_TESTING_PROJECT_FIELDS_H_

#include "libs/platform/list/field.h"

namespace cartera::list {

// One field of every type, for the tests of this folder.
inline const EnumName kStageNames[] = {{"STAGE_IDEA", "idea"}, {"STAGE_DELIVERY", "delivery"}};
inline constexpr Field kIdField = {.name = "id", .column = "p.id", .sortable = true};
inline const Field kProjectFields[] = {
    kIdField,
    {.name = "title", .column = "p.title", .sortable = true},
    {.name = "total_budget.amount_minor",
     .column = "p.amount_minor",
     .type = FieldType::kInt,
     .nullable = true,
     .sortable = true},
    {.name = "locked", .column = "p.locked", .type = FieldType::kBool, .sortable = true},
    {.name = "end_date",
     .column = "p.end_date",
     .type = FieldType::kDate,
     .nullable = true,
     .sortable = true},
    {.name = "stage", .column = "p.stage", .type = FieldType::kEnum, .enum_names = kStageNames},
    {.name = "lead_agency",
     .column = "p.agency_id",
     .type = FieldType::kResource,
     .nullable = true,
     .resource_prefix = "agencies/"},
};

}  // namespace cartera::list

#endif  // CARTERA_LIBS_PLATFORM_LIST_TESTING_PROJECT_FIELDS_H_
