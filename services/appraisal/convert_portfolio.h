#ifndef CARTERA_SERVICES_APPRAISAL_CONVERT_PORTFOLIO_H_
#define CARTERA_SERVICES_APPRAISAL_CONVERT_PORTFOLIO_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cartera/appraisal/v1/portfolio_simulation.pb.h"
#include "libs/domain/appraisal/v2/portfolio.h"
#include "libs/domain/simulation/simulate.h"
#include "services/appraisal/portfolio_reader.h"

namespace cartera::appraisal {

// What the field rules cannot say, all at once: parent or revisions, a case once, draws,
// the unit, loadings of one side. Errors: INVALID_ARGUMENT.
absl::Status Check(const v1::SimulatePortfolioRequest& request);

// Of a request that Check let pass.
absl::StatusOr<v2::PortfolioBasis> BasisOf(const v1::SimulatePortfolioRequest& request);
std::vector<v2::SharedDriver> DriversOf(const v1::SimulatePortfolioRequest& request);

// What a simulation is of: the request without its seed and with the revisions that are simulated,
// by name, their methodologies, engines and the random numbers, in canonical form.
std::string InputsOf(const v1::SimulatePortfolioRequest& request,
                     const std::vector<PortfolioMember>& members);
// The seed of one that was given none: the first eight bytes of the hash of its inputs.
uint64_t SeedOf(const std::string& inputs);

// `like` is what all amounts are like. Errors: OUT_OF_RANGE.
absl::Status ToProto(const simulation::TotalsResult& totals, const type::v1::Money& like,
                     v1::SimulatedPortfolio* portfolio);
absl::Status ToProto(const PortfolioMember& member, const simulation::CaseResult& result,
                     const type::v1::Money& like, v1::SimulatedCase* one);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_CONVERT_PORTFOLIO_H_
