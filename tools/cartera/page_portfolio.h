#ifndef CARTERA_TOOLS_CARTERA_PAGE_PORTFOLIO_H_
#define CARTERA_TOOLS_CARTERA_PAGE_PORTFOLIO_H_

#include <string>
#include <vector>

#include "cartera/appraisal/v1/portfolio_simulation.pb.h"
#include "tools/cartera/text.h"

namespace cartera::cli {

// What a simulation of a portfolio said, its progress apart.
struct SimulatedPortfolioAnswer {
  appraisal::v1::SimulationStart start;
  std::vector<appraisal::v1::SimulatedCase> cases;
  appraisal::v1::SimulatedPortfolio portfolio;
};

// The sum with its S-curve, then the cases that its uncertainty comes from, then what is left out.
std::string SimulatedPortfolioPage(const SimulatedPortfolioAnswer& answer, const PageStyle& style);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_PAGE_PORTFOLIO_H_
