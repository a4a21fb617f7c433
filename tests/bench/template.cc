#include "absl/strings/str_cat.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/registry/v1/project.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/base/status_macros.h"
#include "tests/bench/generator.h"

namespace cartera::bench {
namespace {

constexpr int kLines = 20;
constexpr int kYears = 10;

// 20 cost lines in each of 10 years for the preferred option, in the case's own money.
void Enlarge(appraisal::v1::CaseContent* content) {
  auto* const lines = content->mutable_costs()->mutable_lines();
  std::string option;
  for (const auto& candidate : content->options().options()) {
    if (candidate.preferred()) option = candidate.id();
  }
  const appraisal::v1::CostLine first = lines->Get(0);
  google::protobuf::RepeatedPtrField<appraisal::v1::CostLine> others;
  for (const auto& line : *lines) {
    if (line.option() != option) *others.Add() = line;
  }
  lines->Swap(&others);
  for (int line = 0; line < kLines; ++line) {
    for (int year = 0; year < kYears; ++year) {
      auto* const added = lines->Add();
      *added = first;
      added->set_id(absl::StrCat("line-", line, "-", year));
      added->set_option(option);
      // Every category, as the method asks for.
      added->set_category(
          static_cast<appraisal::v1::CostCategory>(1 + line % appraisal::v1::CostCategory_MAX));
      added->set_fiscal_year(content->identification().start_fiscal_year() + year);
      added->mutable_amount()->set_amount_minor(1'000'000 + 10'000 * line + 1'000 * year);
    }
  }
}

class Maker {
 public:
  Maker(const BenchServer& server, rpc::CallOptions ana, rpc::CallOptions carlos)
      : client_(rpc::Client::Dial(server.address())),
        ana_(std::move(ana)),
        carlos_(std::move(carlos)) {}

  absl::Status Project(const std::string& id) {
    registry::v1::CreateProjectRequest request;
    request.set_project_id(id);
    auto* const project = request.mutable_project();
    project->set_title("What the generated projects are copies of");
    project->set_lead_agency("agencies/pspc");
    project->set_kind(registry::v1::PROJECT_KIND_NEW);
    project->set_classification(registry::v1::CLASSIFICATION_OPEN);
    registry::v1::CreateProjectResponse response;
    return client_.Call(request, &response, ana_);
  }

  absl::Status Case(const std::string& parent) {
    appraisal::v1::GetCaseRequest real;
    real.set_name("projects/pspc-gcsurplus/cases/full");
    appraisal::v1::GetCaseResponse found;
    RETURN_IF_ERROR(client_.Call(real, &found, ana_));
    appraisal::v1::CreateCaseRequest request;
    request.set_parent(parent);
    request.set_case_id("full");
    auto* const made = request.mutable_case_();
    made->set_title("Generated");
    made->set_stage(found.case_().stage());
    made->set_methodology_version(found.case_().methodology_version());
    *request.mutable_content() = found.case_().content();
    Enlarge(request.mutable_content());
    appraisal::v1::CreateCaseResponse response;
    return client_.Call(request, &response, ana_);
  }

  absl::StatusOr<std::string> Freeze(const std::string& case_name) {
    appraisal::v1::CreateRevisionRequest request;
    request.set_parent(case_name);
    appraisal::v1::CreateRevisionResponse response;
    RETURN_IF_ERROR(client_.Call(request, &response, ana_));
    return response.revision().content_hash();
  }

  absl::Status Sign(const std::string& round, const std::string& id, const std::string& case_name,
                    const std::string& hash) {
    review::v1::CreateSubmissionRequest entry;
    entry.set_parent(absl::StrCat("rounds/", round));
    entry.set_submission_id(id);
    entry.mutable_submission()->set_case_(case_name);
    entry.mutable_submission()->set_kind(review::v1::SUBMISSION_KIND_NEW);
    review::v1::CreateSubmissionResponse entered;
    RETURN_IF_ERROR(client_.Call(entry, &entered, ana_));
    review::v1::SignSubmissionRequest sign;
    sign.set_name(entered.submission().name());
    sign.set_revision_hash(hash);
    review::v1::SignSubmissionResponse signed_one;
    return client_.Call(sign, &signed_one, carlos_);
  }

 private:
  const rpc::Client client_;
  const rpc::CallOptions ana_, carlos_;
};

}  // namespace

absl::StatusOr<Template> MakeTemplate(const BenchServer& server) {
  ASSIGN_OR_RETURN(rpc::CallOptions ana, server.As("ana"));
  ASSIGN_OR_RETURN(rpc::CallOptions carlos, server.As("carlos"));
  Maker maker(server, std::move(ana), std::move(carlos));
  const Template made{"bench-template", "budget-2027", "bench-template"};
  const std::string project = absl::StrCat("projects/", made.project);
  RETURN_IF_ERROR(maker.Project(made.project));
  RETURN_IF_ERROR(maker.Case(project));
  const std::string case_name = absl::StrCat(project, "/cases/full");
  ASSIGN_OR_RETURN(const std::string hash, maker.Freeze(case_name));
  RETURN_IF_ERROR(maker.Sign(made.round, made.submission, case_name, hash));
  return made;
}

}  // namespace cartera::bench
