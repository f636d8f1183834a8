require "AssessmentBase.rb"

module Racetrack
  include AssessmentBase

  def assessmentInitialize(course)
    super("racetrack", course)
    @problems = []
  end
end
