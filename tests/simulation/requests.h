#ifndef CARTERA_TESTS_SIMULATION_REQUESTS_H_
#define CARTERA_TESTS_SIMULATION_REQUESTS_H_

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "google/type/date.pb.h"
#include "tests/simulation/case_model.h"

namespace cartera::simulation {

// What a step needs to know of the case besides what the model says.
struct CaseNames {
  std::string submission_id;
  std::string submission;  // rounds/round/submissions/{id}
  std::string case_name;
  std::vector<std::string> hashes;  // of its revisions
  size_t signed_hash = 0;
  std::string stale_etag;  // "" while there is none
  google::type::Date due_date;
  std::vector<std::string> criteria;  // that a person scores
};

// The request for a step, and an empty response of its kind.
struct Exchange {
  std::shared_ptr<google::protobuf::Message> request;
  std::shared_ptr<google::protobuf::Message> response;
};
Exchange MakeExchange(const Step& step, const CaseNames& names);

// Sets the fields that every changing request has.
void SetRequestId(const std::string& request_id, google::protobuf::Message* request);
void SetValidateOnly(bool validate_only, google::protobuf::Message* request);

}  // namespace cartera::simulation

#endif  // CARTERA_TESTS_SIMULATION_REQUESTS_H_
