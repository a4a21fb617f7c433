#ifndef CARTERA_SERVICES_APPRAISAL_EVENTS_H_
#define CARTERA_SERVICES_APPRAISAL_EVENTS_H_

#include <vector>

#include "libs/platform/app/module.h"

namespace cartera::appraisal {

// What appraisal does about other services' events: a case under review is locked, until every
// review of it has ended or asks for an iteration. The payload is canonical JSON with the members
// `case` and `submission`.
std::vector<app::Subscription> Subscriptions();

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_EVENTS_H_
