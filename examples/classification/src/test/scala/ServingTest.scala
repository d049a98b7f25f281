package org.example.phoneplan

import org.scalatest.FunSuite

class ServingTest extends FunSuite {
  private val query = Query(12, 0, 4)

  private def serve(plans: Double*): Double =
    new Serving().serve(query, plans.map(PredictedResult(_))).service_plan

  test("one algorithm decides alone") { assert(serve(2) === 2.0) }

  test("most answers win") { assert(serve(1, 3, 3) === 3.0) }

  test("the first algorithm wins a tie") { assert(serve(3, 0) === 3.0) }
}
