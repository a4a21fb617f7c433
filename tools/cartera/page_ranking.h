#ifndef CARTERA_TOOLS_CARTERA_PAGE_RANKING_H_
#define CARTERA_TOOLS_CARTERA_PAGE_RANKING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cartera/review/v1/ranking.pb.h"
#include "tools/cartera/invocation.h"
#include "tools/cartera/text.h"

namespace cartera::cli {

// The cases first to last with the line drawn where the money ends, then how far each ceiling goes.
std::string RankingPage(const review::v1::RankSummary& summary,
                        const std::vector<review::v1::RankedSubmission>& cases,
                        const PageStyle& style);
std::string CeilingsPage(const review::v1::GetCeilingsResponse& ceilings, const PageStyle& style);
absl::StatusOr<std::string> ShowCeilings(Invocation& invocation,
                                         const google::protobuf::Message& response);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_PAGE_RANKING_H_
