#ifndef CARTERA_SERVICES_REVIEW_STORE_TASKS_H_
#define CARTERA_SERVICES_REVIEW_STORE_TASKS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/access/access.h"
#include "libs/convert/list_page.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/platform/list/field.h"
#include "libs/platform/pg/tx.h"

namespace cartera::review {

// What waits for somebody.
struct Task {
  std::string kind;
  std::string name;
  std::string project;
  std::string project_title;
  std::string agency;
  std::string about;  // the text that the task is about; empty for a step of a submission
  std::string owner;
  std::optional<calendar::CivilDate> due_date;
};

// A kind of task, and an agency for whose projects, and those below it, the person may do it.
struct MayDo {
  std::string kind;
  std::string agency;
};

struct TaskPage {
  std::vector<Task> tasks;
  std::string next_token;
};

// Fields by which tasks are listed.
absl::Span<const list::Field> TaskFields();
const list::Field& TaskKey();

constexpr int kListTasksParameters = 7;

// What waits for `caller` of the kinds in `may_do`. Whoever is barred by a conflict of interest is
// not asked to judge; nobody judges what they did themselves.
absl::StatusOr<TaskPage> ListTasks(pg::Tx& tx, const access::Caller& caller,
                                   const std::vector<MayDo>& may_do, absl::Time now,
                                   const convert::ListPage& page);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_STORE_TASKS_H_
