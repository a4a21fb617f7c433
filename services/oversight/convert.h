#ifndef CARTERA_SERVICES_OVERSIGHT_CONVERT_H_
#define CARTERA_SERVICES_OVERSIGHT_CONVERT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "cartera/oversight/v1/oversight_service.pb.h"
#include "cartera/oversight/v1/record_service.pb.h"
#include "cartera/type/v1/finding.pb.h"
#include "libs/base/resource_name.h"
#include "services/oversight/records.h"
#include "services/oversight/store_record.h"

// Between oversight's records and the contract's messages.
namespace cartera::oversight {

// Stages, kinds and states come in the order of their enumerations, agencies by id.
v1::PortfolioTotals ToProto(const Portfolio& portfolio, int64_t as_of_us);
v1::ProjectRow ToProto(const ProjectLine& line);
v1::CheckInvariantsResponse ToProto(const Invariant& invariant);
v1::AuditBreak ToProto(const ChainBreak& found);
// An entry that is not in the form of the record keeps its place and hash, and its detail says so.
type::v1::AuditEntry ToProto(const HistoryLine& line, const std::string& subject);
v1::Checkpoint ToProto(const StoredCheckpoint& checkpoint);
v1::RecordHead ToProto(const NumberedHead& head);
v1::RecordEntry ToProto(const StoredEntry& entry, absl::string_view service);

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_CONVERT_H_
