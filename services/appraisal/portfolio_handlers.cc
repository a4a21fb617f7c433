#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/domain/simulation/portfolio_run.h"
#include "services/appraisal/convert_portfolio.h"
#include "services/appraisal/errors.h"
#include "services/appraisal/handlers.h"
#include "services/appraisal/portfolio_reader.h"

namespace cartera::appraisal {
namespace {

using v1::SimulationProgress;

// Groups of a step: the time of a stream's worker between two messages is that of so many.
constexpr int kGroupsOfAStep = 8;
constexpr int kCasesOfAMessage = 100;
constexpr int kProgressSteps = 100;

// What was read is simulated in steps, so that the caller is told how far it is and can stop it
// between any two hundred draws; with the pages all of it is given back.
class SimulationPages final : public rpc::Pages {
 public:
  SimulationPages(Deps& deps, rpc::Call& call, const v1::SimulatePortfolioRequest& request,
                  v2::PortfolioBasis basis, std::unique_ptr<Simulations::Place> place)
      : deps_(deps),
        call_(call),
        request_(request),
        place_(std::move(place)),
        reader_(deps, call, request_, std::move(basis)) {}

  absl::StatusOr<bool> Next(google::protobuf::Message* page) override {
    if (Cancelled()) return CallerGone();
    return (this->*next_)(static_cast<v1::SimulatePortfolioResponse*>(page));
  }

 private:
  using Response = v1::SimulatePortfolioResponse;

  bool Cancelled() const { return call_.cancelled() || deps_.env.stopping(); }

  static void Tell(SimulationProgress::Phase phase, int64_t done, int64_t all, Response* response) {
    response->mutable_progress()->set_phase(phase);
    response->mutable_progress()->set_done_count(done);
    response->mutable_progress()->set_all_count(all);
  }

  absl::StatusOr<bool> List(Response* response) {
    RETURN_IF_ERROR(reader_.List());
    Tell(SimulationProgress::PHASE_READING, 0, reader_.all(), response);
    next_ = reader_.all() > 0 ? &SimulationPages::Read : &SimulationPages::Start;
    return true;
  }

  absl::StatusOr<bool> Read(Response* response) {
    ASSIGN_OR_RETURN(const bool more, reader_.ReadSome());
    Tell(SimulationProgress::PHASE_READING, reader_.done(), reader_.all(), response);
    if (!more) next_ = &SimulationPages::Start;
    return true;
  }

  absl::StatusOr<bool> Start(Response* response) {
    v1::SimulationStart* start = response->mutable_start();
    std::vector<v2::PortfolioCase> cases;
    for (PortfolioMember& member : reader_.members()) cases.push_back(member.described);
    absl::StatusOr<simulation::Portfolio> assembled = v2::Assemble(cases, DriversOf(request_));
    if (!assembled.ok()) return DriverRefused(assembled.status());
    portfolio_ = *std::move(assembled);
    if (request_.has_budget_minor()) portfolio_.budget = request_.budget_minor();
    simulation::Settings settings{.case_shares = true};
    if (request_.draws() > 0) settings.draws = request_.draws();
    const std::string inputs = InputsOf(request_, reader_.members());
    settings.seed = request_.has_seed() ? request_.seed() : SeedOf(inputs);
    start->set_cases_count(static_cast<int>(portfolio_.cases.size()));
    start->set_draws(settings.draws);
    start->set_seed(settings.seed);
    start->set_seed_is_derived(!request_.has_seed());
    start->set_generator(std::string(simulation::kGenerator));
    start->set_inputs_hash(absl::BytesToHexString(Sha256(inputs)));
    like_.set_unit(request_.unit());
    like_.set_basis(request_.basis() == type::v1::PRICE_BASIS_NOMINAL ? request_.basis()
                                                                      : type::v1::PRICE_BASIS_REAL);
    if (like_.basis() == type::v1::PRICE_BASIS_REAL) like_.set_price_year(request_.price_year());
    *start->mutable_budget() = like_;
    start->mutable_budget()->set_amount_minor(static_cast<int64_t>(*portfolio_.budget));
    for (v1::LeftOut& left_out : reader_.left_out()) *start->add_left_out() = std::move(left_out);
    next_ = &SimulationPages::End;
    if (portfolio_.cases.empty()) return true;
    RETURN_IF_ERROR(place_->Draw());
    ASSIGN_OR_RETURN(run_, simulation::PortfolioRun::Make(portfolio_, settings));
    next_ = &SimulationPages::Draw;
    return true;
  }

  absl::StatusOr<bool> Draw(Response* response) {
    const int64_t told = run_->done();
    const simulation::Watch watch{.cancelled = [this] { return Cancelled(); }};
    bool more = true;
    while (more && run_->done() - told < run_->all() / kProgressSteps) {
      const absl::StatusOr<bool> stepped = run_->Step(kGroupsOfAStep, deps_.simulations, watch);
      if (absl::IsCancelled(stepped.status())) return CallerGone();
      RETURN_IF_ERROR(stepped.status());
      more = *stepped;
    }
    Tell(SimulationProgress::PHASE_DRAWING, run_->done(), run_->all(), response);
    if (more) return true;
    result_ = run_->Take();
    run_.reset();
    next_ = &SimulationPages::Cases;
    return true;
  }

  absl::StatusOr<bool> Cases(Response* response) {
    const size_t end = std::min(result_.cases.size(), told_ + kCasesOfAMessage);
    for (; told_ < end; ++told_) {
      RETURN_IF_ERROR(ToProto(reader_.members()[told_], result_.cases[told_], like_,
                              response->mutable_cases()->add_cases()));
    }
    if (told_ == result_.cases.size()) next_ = &SimulationPages::Portfolio;
    return true;
  }

  absl::StatusOr<bool> Portfolio(Response* response) {
    RETURN_IF_ERROR(ToProto(result_.totals, like_, response->mutable_portfolio()));
    next_ = &SimulationPages::End;
    return true;
  }

  absl::StatusOr<bool> End(Response*) { return false; }

  Deps& deps_;
  rpc::Call& call_;
  const v1::SimulatePortfolioRequest request_;
  const std::unique_ptr<Simulations::Place> place_;  // given back after all below
  PortfolioReader reader_;
  absl::StatusOr<bool> (SimulationPages::*next_)(Response*) = &SimulationPages::List;
  type::v1::Money like_;
  simulation::Portfolio portfolio_;
  std::unique_ptr<simulation::PortfolioRun> run_;
  simulation::PortfolioResult result_;
  size_t told_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Pages>> SimulatePortfolio(
    Deps& deps, rpc::Call& call, const v1::SimulatePortfolioRequest& request) {
  RETURN_IF_ERROR(Check(request));
  ASSIGN_OR_RETURN(v2::PortfolioBasis basis, BasisOf(request));
  ASSIGN_OR_RETURN(std::unique_ptr<Simulations::Place> place,
                   deps.simulations.Enter(call.context.principal));
  return std::make_unique<SimulationPages>(deps, call, request, std::move(basis), std::move(place));
}

}  // namespace cartera::appraisal
