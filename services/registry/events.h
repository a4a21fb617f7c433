#ifndef CARTERA_SERVICES_REGISTRY_EVENTS_H_
#define CARTERA_SERVICES_REGISTRY_EVENTS_H_

#include <vector>

#include "libs/platform/app/module.h"

namespace cartera::registry {

// What registry does about other services' events: an authorised project is in delivery.
std::vector<app::Subscription> Subscriptions();

}  // namespace cartera::registry

#endif  // CARTERA_SERVICES_REGISTRY_EVENTS_H_
